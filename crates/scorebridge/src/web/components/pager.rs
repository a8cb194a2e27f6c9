//! Which rows of how many, with links to the other pages; and the heads of sortable columns.

use askama::Template;

use crate::web::filters;
use crate::web::urls::Query;

/// "1-25 of 41" and its links.
#[derive(Template)]
#[template(path = "components/pager.html")]
pub(crate) struct Pager {
    from: u64,
    to: u64,
    total: u64,
    page: u64,
    previous: Option<String>,
    next: Option<String>,
    /// Number and address; `None` is a gap.
    pages: Vec<Option<(u64, String)>>,
}

impl Pager {
    /// Page `page` (from 1) of `total` rows; `query` is the address without `page`.
    pub(crate) fn new(total: u64, page: u64, per_page: u64, query: &Query) -> Self {
        let last = total.div_ceil(per_page).max(1);
        let page = page.clamp(1, last);
        let url = |page: u64| {
            let query = query.clone().without("page");
            if page == 1 { query.to_string() } else { query.with("page", page).to_string() }
        };
        Self {
            from: if total == 0 { 0 } else { (page - 1) * per_page + 1 },
            to: (page * per_page).min(total),
            total,
            page,
            previous: (page > 1).then(|| url(page - 1)),
            next: (page < last).then(|| url(page + 1)),
            pages: numbers(page, last).into_iter().map(|n| n.map(|n| (n, url(n)))).collect(),
        }
    }

    /// Offset and limit of a page for the store.
    pub(crate) fn window(page: u64, per_page: u64) -> (u64, u64) {
        ((page.max(1) - 1).saturating_mul(per_page), per_page)
    }
}

/// First, last, and the two around the current one; gaps between.
fn numbers(page: u64, last: u64) -> Vec<Option<u64>> {
    let mut out = Vec::new();
    let mut before = 0;
    for number in 1..=last {
        if number == 1 || number == last || number.abs_diff(page) <= 2 {
            if number > before + 1 {
                out.push(None);
            }
            out.push(Some(number));
            before = number;
        }
    }
    out
}

/// The head of a column that sorts.
#[derive(Template)]
#[template(path = "components/sort_head.html")]
pub(crate) struct SortHead {
    label: String,
    url: String,
    /// `Some(true)` when sorted by it, descending.
    sorted: Option<bool>,
}

impl SortHead {
    /// `sorted` holds the column that is sorted by and whether it descends; choosing it again turns the order.
    pub(crate) fn new(label: impl ToString, column: &str, sorted: (&str, bool), query: &Query) -> Self {
        let descending = (sorted.0 == column).then_some(sorted.1);
        let dir = if descending == Some(false) { "desc" } else { "asc" };
        let url = query.clone().without("page").set("sort", column).set("dir", dir).to_string();
        Self { label: label.to_string(), url, sorted: descending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_beyond_the_end_show_the_last() {
        let pager = Pager::new(41, 99, 25, &Query::new("/tickets").with("q", "a"));
        assert_eq!((pager.from, pager.to, pager.next.as_deref()), (26, 41, None));
        assert_eq!(pager.previous.as_deref(), Some("/tickets?q=a"));
    }

    #[test]
    fn gaps_stand_for_left_out_pages() {
        assert_eq!(
            numbers(6, 20),
            [Some(1), None, Some(4), Some(5), Some(6), Some(7), Some(8), None, Some(20)]
        );
        assert_eq!(numbers(1, 3), [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn choosing_a_sorted_column_again_turns_the_order() {
        let query = Query::new("/tickets");
        let head = SortHead::new("Due", "due", ("due", false), &query);
        assert_eq!(head.url, "/tickets?sort=due&dir=desc");
        let head = SortHead::new("Due", "due", ("name", true), &query);
        assert_eq!((head.url.as_str(), head.sorted), ("/tickets?sort=due&dir=asc", None));
    }
}
