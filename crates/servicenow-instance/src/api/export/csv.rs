//! Comma-separated values (RFC 4180): names of columns, then rows; every value is quoted.

use super::sheet::Sheet;

/// Property: what a spreadsheet would run as a formula is written as text.
pub(super) const ESCAPE: &str = "glide.export.escape_formulas";

pub(super) fn write(sheet: &Sheet, escapes: bool) -> Vec<u8> {
    let mut text = String::new();
    line(&mut text, &sheet.names, false);
    for row in &sheet.rows {
        line(&mut text, row, escapes);
    }
    text.into_bytes()
}

fn line(out: &mut String, values: &[String], escapes: bool) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        if escapes && is_formula(value) {
            out.push('\'');
        }
        out.push_str(&value.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// Numbers begin with a sign too, and stay as they are.
fn is_formula(value: &str) -> bool {
    value.starts_with(['=', '+', '-', '@', '\t', '\r']) && value.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_and_formulas_are_text() {
        let row = ["a \"b\", c", "=1+1", "-5", "+49 30", "\n"].map(ToOwned::to_owned).to_vec();
        let sheet =
            Sheet { title: String::new(), names: vec!["n".into()], labels: Vec::new(), rows: vec![row] };
        let expected = "\"n\"\r\n\"a \"\"b\"\", c\",\"'=1+1\",\"-5\",\"'+49 30\",\"\n\"\r\n";
        assert_eq!(String::from_utf8(write(&sheet, true)).unwrap(), expected);
        assert!(String::from_utf8(write(&sheet, false)).unwrap().contains("\"=1+1\""));
    }
}
