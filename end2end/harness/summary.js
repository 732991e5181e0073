// The last line in the words of `cargo test`, so that scripts/test adds up all runners alike.
export default class Summary {
  #passed = 0;
  #failed = 0;

  onBegin(_config, suite) {
    this.suite = suite;
  }

  onError() {
    this.#failed += 1; // outside of a test: a file that does not load, a worker that does not start
  }

  onEnd() {
    const outcomes = this.suite?.allTests().map((test) => test.outcome()) ?? [];
    this.#passed += outcomes.filter((outcome) => outcome === 'expected' || outcome === 'flaky').length;
    this.#failed += outcomes.filter((outcome) => outcome === 'unexpected').length;
    const verdict = this.#failed === 0 ? 'ok' : 'FAILED';
    console.log(`test result: ${verdict}. ${this.#passed} passed; ${this.#failed} failed`);
  }

  printsToStdio() {
    return true;
  }
}
