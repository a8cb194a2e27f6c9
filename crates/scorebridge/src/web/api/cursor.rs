//! Pages of lists: a cursor names the last item of a page, so that pages stay whole while items come and go.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::problem::{Problem, Result};

/// Items of a page that does not say how many.
const LIMIT: u64 = 50;
/// Most items of a page.
const LIMIT_MAX: u64 = 200;

/// Which page: a part of a list's query.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    after: Option<String>,
    limit: u64,
}

impl Window {
    /// From the parameters `cursor` and `limit`.
    pub(super) fn new(cursor: Option<&str>, limit: Option<u64>) -> Result<Self> {
        let limit = limit.unwrap_or(LIMIT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(Problem::unreadable("limit", format_args!("it must be 1 to {LIMIT_MAX}")));
        }
        Ok(Self { after: cursor.map(decode).transpose()?, limit })
    }

    /// The id of the item before the first one of the page, as `parse` reads it.
    pub(super) fn after<T>(&self, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
        self.after.as_deref().map(|after| parse(after).ok_or_else(foreign)).transpose()
    }

    /// How many to ask the store for: one more than are shown tells whether there is a next page.
    pub(super) fn wanted(&self) -> u64 {
        self.limit + 1
    }

    /// The page of what the store found; `id` of the last item becomes the next cursor.
    pub(super) fn page<T>(&self, mut items: Vec<T>, id: impl FnOnce(&T) -> String) -> Listing<T> {
        let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = items.len() > shown;
        items.truncate(shown);
        let next = items.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(id(last)));
        Listing { items, next }
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listing<T> {
    /// The items of this page.
    pub(super) items: Vec<T>,
    /// Cursor of the next page; null on the last one.
    pub(super) next: Option<String>,
}

impl<T> Listing<T> {
    /// The same page of other items.
    pub(super) fn map<U>(self, to: impl FnMut(T) -> U) -> Listing<U> {
        Listing { items: self.items.into_iter().map(to).collect(), next: self.next }
    }
}

fn decode(cursor: &str) -> Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| foreign())?;
    String::from_utf8(bytes).map_err(|_| foreign())
}

fn foreign() -> Problem {
    Problem::unreadable("cursor", "it is not one of this list")
}

/// Reads a parameter that is a key word, through the type's own reading of it.
pub(super) fn word<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    parse: impl Fn(&str) -> Option<T>,
) -> std::result::Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| serde::de::Error::custom(format_args!("unknown word `{text}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_item_of_a_page_is_the_cursor_of_the_next() {
        let first = Window::new(None, Some(2)).unwrap();
        assert_eq!((first.wanted(), first.after(|id| id.parse::<u8>().ok()).unwrap()), (3, None));
        let page = first.page(vec![1_u8, 2, 3], u8::to_string);
        assert_eq!(page.items, [1, 2]);
        let second = Window::new(page.next.as_deref(), Some(2)).unwrap();
        assert_eq!(second.after(|id| id.parse::<u8>().ok()).unwrap(), Some(2));
        assert_eq!(second.page(vec![3_u8, 4], u8::to_string).next, None, "two of two are the last");
        assert!(second.after(|_| None::<u8>).is_err());
    }

    #[test]
    fn limits_and_cursors_of_others_are_refused() {
        for (cursor, limit) in [(None, Some(0)), (None, Some(201)), (Some("%%"), None), (Some("_w"), None)] {
            assert!(Window::new(cursor, limit).is_err(), "{cursor:?} {limit:?}");
        }
    }
}
