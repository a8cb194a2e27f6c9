//! Measures the contrast of the token table, in both themes (WCAG 2.2, 1.4.3 and 1.4.11).

use std::collections::BTreeMap;
use std::fs;

type Rgb = [f64; 3];

/// Token to its colours in light and dark.
fn tokens() -> BTreeMap<String, [Rgb; 2]> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/css/tokens.css");
    let css = fs::read_to_string(path).unwrap();
    let pair = |line: &str| {
        let (name, rest) = line.trim().split_once(": light-dark(")?;
        let (light, dark) = rest.strip_suffix(");")?.split_once(", ")?;
        Some((name.to_owned(), [colour(light)?, colour(dark)?]))
    };
    css.lines().filter_map(pair).collect()
}

fn colour(hex: &str) -> Option<Rgb> {
    let hex = hex.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let part =
        |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok().map(|value| f64::from(value) / 255.0);
    Some([part(0)?, part(2)?, part(4)?])
}

fn luminance(rgb: Rgb) -> f64 {
    let [r, g, b] = rgb.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

fn assert_pairs(marks: &[&str], grounds: &[&str], least: f64) {
    let tokens = tokens();
    for mark in marks {
        for ground in grounds {
            for (theme, name) in ["light", "dark"].into_iter().enumerate() {
                let ratio = contrast(tokens[*mark][theme], tokens[*ground][theme]);
                assert!(ratio >= least, "{mark} on {ground} in {name}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn texts_stand_out_from_every_ground_they_are_used_on() {
    let grounds = ["--canvas", "--surface", "--surface-2", "--surface-hover", "--surface-selected"];
    assert_pairs(&["--text", "--text-2", "--text-3", "--link", "--link-hover"], &grounds, 4.5);
    assert_pairs(&["--text", "--text-2", "--text-3"], &["--nav-bg"], 4.5);
    assert_pairs(&["--header-fg", "--header-fg-2"], &["--header-bg", "--header-field"], 4.5);
    assert_pairs(&["--on-brand"], &["--brand", "--brand-hover", "--brand-pressed"], 4.5);
    assert_pairs(&["--bad-fg"], &["--surface", "--surface-hover", "--surface-selected"], 4.5);
}

#[test]
fn messages_are_readable_on_their_own_ground() {
    for tone in ["ok", "warn", "bad", "info"] {
        let (fg, bg) = (format!("--{tone}-fg"), format!("--{tone}-bg"));
        assert_pairs(&[&fg, "--text"], &[&bg], 4.5);
    }
    assert_pairs(&["--link"], &["--brand-tint"], 4.5);
}

#[test]
fn marks_and_borders_of_controls_can_be_seen() {
    let states = ["--st-new", "--st-decide", "--st-work", "--st-wait", "--st-done", "--st-void"];
    assert_pairs(&states, &["--surface", "--surface-hover"], 3.0);
    assert_pairs(&["--prio-low", "--prio-med", "--prio-high"], &["--surface"], 3.0);
    assert_pairs(&["--border-control"], &["--surface", "--canvas"], 3.0);
    assert_pairs(&["--focus-out"], &["--surface", "--canvas", "--nav-bg"], 3.0);
}
