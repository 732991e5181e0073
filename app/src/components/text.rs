//! Values as people read them.

use chrono::NaiveDate;
use domain::CertificateType;

/// `July 10, 2026`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}

/// A document among those of its state, as `STEC-B: Sales and Use Tax Blanket Exemption Certificate`.
pub(crate) fn form(form: CertificateType) -> String {
    match &form.law().form {
        Some(short) => format!("{short}: {}", form.name()),
        None => form.name().to_owned(),
    }
}

/// `1.4 MB`, in the units of file managers.
pub(crate) fn file_size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!([0, 999, 43_210, 1_449_000].map(file_size), ["0 bytes", "999 bytes", "43 kB", "1.4 MB"]);
    }
}
