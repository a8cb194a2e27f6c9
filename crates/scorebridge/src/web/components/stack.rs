//! Counts per state as one bar with a legend of links. The bar is decoration; the legend says it in words.

use askama::Template;

use crate::web::filters;

/// Narrowest segment, in percent, so that a single ticket stays visible.
const NARROWEST: f64 = 1.5;

/// One state.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// Class suffix of the colour (`StateGroup::as_str`).
    pub(crate) group: &'static str,
    pub(crate) label: String,
    pub(crate) count: u64,
    /// The list of these tickets.
    pub(crate) url: String,
}

/// The bar with its legend.
#[derive(Template)]
#[template(path = "components/stack.html")]
pub(crate) struct StackedBar {
    segments: Vec<Segment>,
    /// Start and width of each segment, in percent.
    spans: Vec<(f64, f64)>,
}

impl StackedBar {
    /// In the given order; empty states are left out.
    pub(crate) fn new(segments: Vec<Segment>) -> Self {
        let segments: Vec<_> = segments.into_iter().filter(|segment| segment.count > 0).collect();
        let spans = spans(&segments);
        Self { segments, spans }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn spans(segments: &[Segment]) -> Vec<(f64, f64)> {
    let total: u64 = segments.iter().map(|segment| segment.count).sum();
    let wide: Vec<_> =
        segments.iter().map(|segment| (segment.count as f64 / total as f64 * 100.0).max(NARROWEST)).collect();
    let sum: f64 = wide.iter().sum();
    let mut start = 0.0;
    wide.into_iter()
        .map(|width| {
            let span = (round(start), round(width / sum * 100.0));
            start += width / sum * 100.0;
            span
        })
        .collect()
}

fn round(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_among_a_thousand_is_still_seen_and_the_bar_stays_full() {
        let segment = |count| Segment { group: "new", label: String::new(), count, url: String::new() };
        let bar = StackedBar::new(vec![segment(1), segment(0), segment(999)]);
        assert_eq!(bar.segments.len(), 2);
        assert!(bar.spans[0].1 > 1.0, "{:?}", bar.spans);
        let (start, width) = bar.spans[1];
        assert!((start + width - 100.0).abs() < 0.05, "{:?}", bar.spans);
    }
}
