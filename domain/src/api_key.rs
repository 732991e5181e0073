//! What a key of the API may do.

use crate::words::words;

words! {
    /// From the narrowest to the widest; each may do what those before it may.
    Permission {
        /// Read everything of the account, change nothing.
        Read = "read",
        /// Ask for certificates besides: trigger, cancel, remind, extend, resend.
        Requests = "requests",
        /// Everything that the API can do.
        Full = "full",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_permissions_are_greater() {
        assert!(Permission::ALL.is_sorted());
        assert!(Permission::Read < Permission::Requests && Permission::Requests < Permission::Full);
    }
}
