//! Amounts of money as the catalog tells them.

/// `$1,599.98`
pub(super) fn money(amount: f64) -> String {
    let text = format!("{:.2}", amount.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount < 0.0 { "-" } else { "" };
    format!("{sign}${grouped}.{cents}")
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn amounts_have_cents_and_groups_of_three() {
        assert_eq!(money(0.0), "$0.00");
        assert_eq!(money(1_599.98), "$1,599.98");
        assert_eq!(money(-1_234_567.5), "-$1,234,567.50");
    }
}
