//! The date and time notation of the wire: `2016-12-14 02:46:44`, in UTC (protocol section 1.4).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const NOTATION: &str = "%Y-%m-%d %H:%M:%S";

pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime(NOTATION, text).ok()?;
    civil.to_zoned_datetime(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

pub(crate) fn print(timestamp: Timestamp) -> String {
    timestamp.strftime(NOTATION).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_utc() {
        let timestamp: Timestamp = "2016-12-14T02:46:44Z".parse().unwrap();
        assert_eq!(parse("2016-12-14 02:46:44"), Some(timestamp));
        assert_eq!(print(timestamp), "2016-12-14 02:46:44");
    }

    #[test]
    fn other_notations_are_no_timestamps() {
        for text in ["", "2016-12-14", "14-12-2016 02:46:44", "UNKNOWN", "2016-13-01 00:00:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
