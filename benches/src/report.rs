//! What came out, and whether it is enough.

use std::process::ExitCode;

/// Two rates of one run, in calls a second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    pub(crate) ours: f64,
    pub(crate) limit: f64,
}

/// What a ratio has to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// Says each figure as soon as it is there.
#[derive(Debug, Default)]
pub(crate) struct Report {
    missed: bool,
}

impl Report {
    /// A ratio of rates, the first to the second.
    pub(crate) fn add(&mut self, name: &str, Ratio { ours, limit }: Ratio, target: Target) {
        let ratio = ours / limit;
        let (met, wanted) = match target {
            Target::AtLeast(least) => (ratio >= least, format!("at least {least}")),
            Target::AtMost(most) => (ratio <= most, format!("at most {most}")),
        };
        self.line(name, &format!("{ratio:.2} ({wanted}; {ours:.0} to {limit:.0} a second)"), met);
    }

    /// An amount of memory, in bytes.
    pub(crate) fn memory(&mut self, name: &str, bytes: u64, most: u64) {
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let text = format!("{:.0} MB (less than {:.0})", megabytes(bytes), megabytes(most));
        self.line(name, &text, bytes < most);
    }

    #[expect(clippy::print_stdout, reason = "this is what the command is for")]
    fn line(&mut self, name: &str, text: &str, met: bool) {
        self.missed |= !met;
        println!("{} {name}: {text}", if met { "ok    " } else { "MISSED" });
    }

    /// A failure where a target was missed.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.missed))
    }
}

/// The middle one; of an even number, the higher of the two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
