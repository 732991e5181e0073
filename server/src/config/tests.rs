use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

fn check(arguments: &[&str]) -> Result<(SocketAddr, Settings), String> {
    Line::parse_from(["certlane"].iter().chain(arguments)).config.check()
}

#[test]
fn nothing_has_to_be_set() {
    let (listen, settings) = check(&[]).unwrap();
    assert_eq!(listen.to_string(), "127.0.0.1:3000");
    assert_eq!(settings.url("/i/x"), "http://127.0.0.1:3000/i/x");
    assert_eq!(settings.database_url, "sqlite://data/certlane.db");
    assert_eq!(settings.upload_limit, 25_000_000);
    assert!(settings.s3.is_none());
    assert!(settings.clamd.is_none());
}

#[test]
fn a_wrong_value_is_named_by_its_variable() {
    let wrong = [
        ("--listen", "3000", "CERTLANE_LISTEN"),
        ("--base-url", "certs.example.com", "CERTLANE_BASE_URL"),
        ("--base-url", "https://example.com/certs", "CERTLANE_BASE_URL"),
        ("--database-url", "mysql://x", "CERTLANE_DATABASE_URL"),
        ("--s3-endpoint", "https://s3.example.com", "CERTLANE_S3_BUCKET"),
        ("--s3-bucket", "files", "CERTLANE_S3_ENDPOINT"),
        ("--upload-limit-mb", "0", "CERTLANE_UPLOAD_LIMIT_MB"),
        ("--base-url", "https://example.com/?a=b", "CERTLANE_BASE_URL"),
        ("--base-url", "https://example.com#a", "CERTLANE_BASE_URL"),
        ("--base-url", "https://ann@example.com", "CERTLANE_BASE_URL"),
        ("--base-url", "https://:secret@example.com", "CERTLANE_BASE_URL"),
        ("--data-dir", "", "CERTLANE_DATA_DIR"),
        ("--secret-key-file", " ", "CERTLANE_SECRET_KEY_FILE"),
        ("--database-url", "sqlite:", "CERTLANE_DATABASE_URL"),
        ("--database-url", "sqlite://", "CERTLANE_DATABASE_URL"),
        ("--database-url", "sqlite://x.db?mode=memory", "CERTLANE_DATABASE_URL"),
        ("--database-url", "sqlite::memory:", "CERTLANE_DATABASE_URL"),
        ("--database-url", "sqlite://:memory:", "CERTLANE_DATABASE_URL"),
        ("--s3-region", "us-west-2", "CERTLANE_S3_ENDPOINT"),
        ("--trusted-proxies", "-1", "CERTLANE_TRUSTED_PROXIES"),
        ("--api-rate", "many", "CERTLANE_API_RATE"),
        ("--test-mode", "maybe", "CERTLANE_TEST_MODE"),
        ("--clamd", "3310", "CERTLANE_CLAMD"),
        ("--clamd", "clamd:", "CERTLANE_CLAMD"),
        ("--clamd", "http://clamd:3310/", "CERTLANE_CLAMD"),
        ("--clamd", "unix:clamd.ctl", "CERTLANE_CLAMD"),
        ("--fax-gateway", "fax@example.com", "CERTLANE_FAX_GATEWAY"),
        ("--fax-gateway", "%s", "CERTLANE_FAX_GATEWAY"),
        ("--fax-gateway", "%s@%s.example.com", "CERTLANE_FAX_GATEWAY"),
        ("--webhook-allow", "intranet", "CERTLANE_WEBHOOK_ALLOW"),
        ("--webhook-allow", "10.0.0.0/8;127.0.0.1", "CERTLANE_WEBHOOK_ALLOW"),
        ("--log", "", "CERTLANE_LOG"),
        ("--log", "verbose", "CERTLANE_LOG"),
        ("--log", "info,services", "CERTLANE_LOG"),
    ];
    for (argument, value, variable) in wrong {
        let sentence = check(&[&format!("{argument}={value}")]).unwrap_err();
        assert!(sentence.starts_with(variable), "{sentence}");
    }
}

#[test]
fn an_s3_server_is_checked_in_every_part() {
    let s3 = |name: &str, value: &str| {
        let right = [
            ("endpoint", "https://s3.example.com"),
            ("bucket", "certificates"),
            ("region", "eu-central-1"),
            ("access-key", "key"),
            ("secret-key", "secret"),
        ];
        let line = right.map(|(part, good)| format!("--s3-{part}={}", if part == name { value } else { good }));
        check(&line.each_ref().map(String::as_str))
    };
    assert_eq!(s3("", "").unwrap().1.s3.unwrap().region, "eu-central-1");
    let wrong = [
        ("endpoint", "https://s3.example.com/?a=b"),
        ("endpoint", "https://s3.example.com#a"),
        ("endpoint", "https://ann:secret@s3.example.com"),
        ("endpoint", ""),
        ("bucket", "two words"),
        ("bucket", "a/b"),
        ("bucket", ""),
        ("region", "eu central"),
        ("region", ""),
    ];
    for (part, value) in wrong {
        let sentence = s3(part, value).unwrap_err();
        assert!(sentence.starts_with(&format!("CERTLANE_S3_{}:", part.to_uppercase())), "{sentence}");
        assert!(!sentence.contains("secret@"), "{sentence}");
    }
}

#[test]
fn a_scanner_has_a_port_or_a_socket() {
    let clamd = |text| check(&["--clamd", text]).unwrap().1.clamd;
    assert_eq!(clamd("clamav.internal:3310"), Some(Clamd::Tcp("clamav.internal:3310".to_owned())));
    assert_eq!(clamd("[::1]:3310"), Some(Clamd::Tcp("[::1]:3310".to_owned())));
    assert_eq!(clamd("unix:/run/clamd.ctl"), Some(Clamd::Unix("/run/clamd.ctl".into())));
    assert_eq!(clamd(" "), None);
}

#[test]
fn levels_by_module_are_a_filter() {
    for good in ["off", "INFO", "info,services=debug", "warn, tower_http::trace=trace"] {
        check(&["--log", good]).unwrap();
    }
}
