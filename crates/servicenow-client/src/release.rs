//! The release of an instance: its family, and whether it is one this library supports.
//!
//! The alphabet is no measure: after Zurich came Australia (protocol section 8).

mod family;

use jiff::civil::{Date, date};

pub use family::Family;

use crate::sys_id::shorten;
use crate::transport::Call;
use crate::{Client, Error, ErrorKind, Query, answer};

/// The branch date of Kingston, the first supported release: `glide-kingston-10-17-2017`.
const KINGSTON_BRANCHED: Date = date(2017, 10, 17);
const PROPERTIES: [&str; 3] = ["glide.war", "glide.buildtag", "glide.buildname"];

/// A release of the platform.
///
/// ```
/// use servicenow_client::{Family, Release};
///
/// let release = Release::parse("glide-australia-02-11-2026__patch3-05-25-2026_06-12-2026_1106.zip")?;
/// assert_eq!(release.family(), &Family::Australia);
/// assert!(release.is_supported());
/// assert!(!Release::parse("glide-jakarta-05-03-2017__patch9-04-11-2018")?.is_supported());
/// # Ok::<(), servicenow_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    family: Family,
    branched: Option<Date>,
    patch: Option<String>,
}

impl Release {
    /// Reads a build tag or archive name (`glide-zurich-07-01-2025__patch1-…`), or a build name (`Zurich`).
    ///
    /// A build name of a family that is not known tells nothing about its age, and is refused.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        Self::from_tag(text)
            .or_else(|| Self::from_name(text))
            .ok_or_else(|| Error::invalid(format!("`{}` names no release", shorten(text))))
    }

    /// `glide-<family>-MM-DD-YYYY[__patch<N>…]`.
    fn from_tag(text: &str) -> Option<Self> {
        let (word, rest) = text.strip_prefix("glide-")?.split_once('-')?;
        let well_formed = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let branched = Date::strptime("%m-%d-%Y", rest.get(..10)?).ok()?;
        let after = &rest[10..];
        let patch = after.strip_prefix("__").and_then(|after| after.split_once('-'));
        well_formed.then(|| Self {
            family: Family::from_word(word),
            branched: Some(branched),
            patch: patch.map(|(patch, _)| patch.to_owned()),
        })
    }

    fn from_name(text: &str) -> Option<Self> {
        match Family::from_word(&text.to_lowercase().replace(' ', "")) {
            Family::Unknown(_) => None,
            family => Some(Self { family, branched: None, patch: None }),
        }
    }

    /// The family, such as Zurich.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// The day on which the family was branched, where the source told.
    pub fn branched(&self) -> Option<Date> {
        self.branched
    }

    /// The patch, such as `patch3`, where the source told.
    pub fn patch(&self) -> Option<&str> {
        self.patch.as_deref()
    }

    /// Whether this is Kingston or a higher release: by the table of families, and for a family that
    /// is not in it by its date, never by letters.
    pub fn is_supported(&self) -> bool {
        match self.family.is_kingston_or_higher() {
            Some(known) => known,
            None => self.branched.is_some_and(|branched| branched >= KINGSTON_BRANCHED),
        }
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.patch {
            Some(patch) => write!(f, "{} {patch}", self.family),
            None => self.family.fmt(f),
        }
    }
}

impl Client {
    /// The release of the instance, from its properties or else its statistics page.
    ///
    /// `None` when neither tells: both may be hidden from the user.
    pub async fn release(&self) -> Result<Option<Release>, Error> {
        match self.release_from_properties().await {
            Ok(Some(release)) => Ok(Some(release)),
            Ok(None) => self.release_from_page().await,
            Err(error) if hides_something(&error) => self.release_from_page().await,
            Err(error) => Err(error),
        }
    }

    async fn release_from_properties(&self) -> Result<Option<Release>, Error> {
        let query = Query::new().is_in("name", PROPERTIES).fields(&["name", "value"]).limit(10);
        let properties = self.table("sys_properties").list(&query).await?.into_items();
        let named = |name| properties.iter().find(|property| property.value("name") == name);
        Ok(PROPERTIES
            .into_iter()
            .filter_map(named)
            .find_map(|found| Release::parse(found.value("value")).ok()))
    }

    async fn release_from_page(&self) -> Result<Option<Release>, Error> {
        let call = Call::get("/stats.do").accept("text/html");
        match self.transport.send(&call, answer::text).await {
            Ok(page) => Ok(release_on(&page.value)),
            // The API was reached just before, so a page that is closed is hidden, not blocked.
            Err(error) if hides_something(&error) || *error.kind() == ErrorKind::AddressBlocked => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn hides_something(error: &Error) -> bool {
    error.is_authorization()
        || matches!(
            error.kind(),
            ErrorKind::NotFound { .. }
                | ErrorKind::FilterIgnored { .. }
                | ErrorKind::Refused { status: 400..=499, .. }
                | ErrorKind::NotServiceNow { status: 400..=499, .. }
        )
}

/// Lines such as `Build tag: glide-kingston-10-17-2017__patch6-…<br>`.
fn release_on(page: &str) -> Option<Release> {
    let after = |label: &str| {
        let (_, rest) = page.split_once(label)?;
        Release::parse(rest.split(['<', '\n', '\r']).next()?).ok()
    };
    after("Build tag:").or_else(|| after("Build name:"))
}

#[cfg(test)]
mod tests;
