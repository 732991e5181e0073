//! Mail of test mode, which goes no further than the outbox: some addresses do there what mail servers do on bad days.

use super::Sending;

/// A name that never belongs to anybody (RFC 6761, 6.2).
const DOMAIN: &str = "certlane.test";

/// What becomes of a try in test mode; none: the mail arrives, and lies in the outbox.
///
/// `bounce@certlane.test` is refused for good, `delay@certlane.test` the first time only; `anything+bounce@certlane.test` and
/// `anything+delay@certlane.test` do the same, so that there are as many such addresses as wanted.
pub(super) fn answer(to: &str, was_tried: bool) -> Option<Sending> {
    let to = to.to_ascii_lowercase();
    let (name, domain) = to.rsplit_once('@')?;
    let what = name.rsplit('+').next().filter(|_| domain == DOMAIN)?;
    match what {
        "bounce" => Some(Sending::Refused("permanent error (550): no such mailbox (test mode)".to_owned())),
        "delay" if !was_tried => {
            Some(Sending::NotTaken("transient error (451): try again later (test mode)".to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reserved_addresses_do_anything() {
        for to in
            ["bounce@certlane.test", "ap+bounce@certlane.test", "Bounce@Certlane.TEST", "a+b+bounce@certlane.test"]
        {
            assert!(matches!(answer(to, true), Some(Sending::Refused(_))), "{to}");
        }
        for to in
            ["bounce@example.com", "bouncer@certlane.test", "bounce+ap@certlane.test", "ap@certlane.test", "bounce"]
        {
            assert_eq!(answer(to, false), None, "{to}");
        }
        assert!(matches!(answer("delay@certlane.test", false), Some(Sending::NotTaken(_))));
        assert_eq!(answer("delay@certlane.test", true), None);
    }
}
