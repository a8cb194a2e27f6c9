//! Paging of a list: which rows, and the addresses of the other pages.

use crate::ui::{Params, address};

/// Rows on a page unless `sysparm_max_rows` says otherwise.
const ROWS: usize = 20;
const MAX_ROWS: usize = 100;

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Pager {
    /// Rows before the page.
    pub(super) offset: usize,
    pub(super) rows: usize,
    pub(crate) text: String,
    pub(crate) first: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) last: Option<String>,
}

impl Pager {
    pub(super) fn new(params: &Params, total: usize, path: &str, kept: &[(&str, &str)]) -> Self {
        let rows = params.number("sysparm_max_rows", 1, ROWS).min(MAX_ROWS);
        let wanted = params.number("sysparm_first_row", 1, 1) - 1;
        let last_start = total.saturating_sub(1) / rows * rows;
        let offset = wanted.min(last_start);
        let to = |offset: usize| {
            let first_row = (offset + 1).to_string();
            let max_rows = if rows == ROWS { String::new() } else { rows.to_string() };
            let place = [("sysparm_first_row", first_row.as_str()), ("sysparm_max_rows", &max_rows)];
            address::with_query(path, &[kept, &place].concat())
        };
        let more = offset + rows < total;
        Self {
            offset,
            rows,
            text: text(offset, rows, total),
            first: (offset > 0).then(|| to(0)),
            previous: (offset > 0).then(|| to(offset.saturating_sub(rows))),
            next: more.then(|| to(offset + rows)),
            last: more.then(|| to(last_start)),
        }
    }
}

fn text(offset: usize, rows: usize, total: usize) -> String {
    if total == 0 {
        return "0 records".to_owned();
    }
    format!("{} to {} of {total}", offset + 1, (offset + rows).min(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pager(query: &str, total: usize) -> Pager {
        Pager::new(&Params::parse(query.as_bytes()), total, "/incident_list.do", &[("sysparm_query", "a=1")])
    }

    #[test]
    fn the_first_of_several_pages_leads_on_only() {
        let pager = pager("", 41);
        assert_eq!(pager.text, "1 to 20 of 41");
        assert_eq!((pager.first, pager.previous), (None, None));
        assert_eq!(pager.next.as_deref(), Some("/incident_list.do?sysparm_query=a%3D1&sysparm_first_row=21"));
        assert_eq!(pager.last.as_deref(), Some("/incident_list.do?sysparm_query=a%3D1&sysparm_first_row=41"));
    }

    #[test]
    fn the_last_page_leads_back_only() {
        let pager = pager("sysparm_first_row=41", 41);
        assert_eq!(pager.text, "41 to 41 of 41");
        assert_eq!((pager.next, pager.last), (None, None));
        assert!(pager.previous.unwrap().ends_with("sysparm_first_row=21"));
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_and_pages_have_a_limit() {
        assert_eq!(pager("sysparm_first_row=9999", 41).offset, 40);
        assert_eq!(pager("sysparm_max_rows=9999", 500).rows, MAX_ROWS);
        assert_eq!(pager("", 0).text, "0 records");
    }
}
