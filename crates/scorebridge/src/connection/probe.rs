//! The first look at an instance, before anybody is authorized: does it answer, as ServiceNow, awake, in time, and
//! is its release high enough (S04).

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use reqwest::Client as Http;
use reqwest::header::DATE;
use servicenow_client::{Client, Credentials, ErrorKind, InstanceUrl, Release, RetryPolicy, SecretString};

use super::Place;
use crate::message::Message;

const TIMEOUT: Duration = Duration::from_secs(15);
/// Tokens and signatures begin to fail beyond this.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// The statistics page is small; anything longer is another page.
const PAGE_MAX: usize = 256 * 1024;

/// What an instance told without credentials.
#[derive(Debug, Clone)]
pub struct InstanceFacts {
    /// The instance.
    pub instance: InstanceUrl,
    /// Name of its release, such as `Zurich`; `None` when it does not tell (hardened instances).
    pub release: Option<String>,
    /// How far its clock is ahead of ours, to the second; `None` when it does not tell.
    pub clock_ahead: Option<SignedDuration>,
    /// How long the first answer took.
    pub answered_in: Duration,
    /// What works, but could be better: each a problem with its way out ([`super::way_out`]).
    pub warnings: Vec<Message>,
}

/// Looks at an instance. Two calls; the error is a problem with its way out.
pub async fn probe(http: &Http, place: Place<'_>, now: Timestamp) -> Result<InstanceFacts, Message> {
    let began = Instant::now();
    answers_as_servicenow(http, place).await?;
    let answered_in = began.elapsed();
    let (release, clock_ahead) = statistics(http, place.instance, now).await;
    if let Some(release) = &release {
        supported(release, place)?;
    }
    let mut warnings = Vec::new();
    if release.is_none() {
        warnings.push(Message::new("problem-release-unknown").with("instance", place.instance.name()));
    }
    if let Some(ahead) = clock_ahead.filter(|ahead| ahead.abs() > CLOCK_TOLERANCE) {
        warnings.push(Message::new("problem-clock").with("minutes", ahead.abs().as_mins()));
    }
    let release = release.map(|release| release.family().to_string());
    Ok(InstanceFacts { instance: place.instance.clone(), release, clock_ahead, answered_in, warnings })
}

/// S04: an older release is refused with its name.
pub(crate) fn supported(release: &Release, place: Place<'_>) -> Result<(), Message> {
    if release.is_supported() {
        return Ok(());
    }
    let name = release.family().to_string();
    Err(Message::new("problem-release-old").with("release", name).with("instance", place.instance.name()))
}

/// The API refuses a token that nobody issued in words that only ServiceNow uses: that is the proof.
async fn answers_as_servicenow(http: &Http, place: Place<'_>) -> Result<(), Message> {
    let problem = |error| place.problem(&error);
    let client = Client::builder(place.instance.clone())
        .credentials(Credentials::Bearer(SecretString::from("not-a-token")))
        .http(http.clone())
        .timeout(TIMEOUT)
        .retry(RetryPolicy::none())
        .build()
        .map_err(problem)?;
    match client.current_user().await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), ErrorKind::Unauthorized { .. }) => Ok(()),
        Err(error) => Err(place.problem(&error)),
    }
}

/// Release and clock from the statistics page, as far as it shows them; a page that is closed is no fault.
async fn statistics(
    http: &Http,
    instance: &InstanceUrl,
    now: Timestamp,
) -> (Option<Release>, Option<SignedDuration>) {
    let Ok(url) = instance.join("/stats.do") else { return (None, None) };
    let Ok(mut response) = http.get(url).timeout(TIMEOUT).send().await else { return (None, None) };
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let ahead = date.map(|date| date.timestamp().duration_since(now));
    let mut page = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        page.extend_from_slice(&chunk);
        if page.len() > PAGE_MAX {
            return (None, ahead);
        }
    }
    (release_on(&String::from_utf8_lossy(&page)), ahead)
}

/// Lines such as `Build tag: glide-zurich-07-01-2025__patch1-…<br/>`.
fn release_on(page: &str) -> Option<Release> {
    let after = |label: &str| {
        let (_, rest) = page.split_once(label)?;
        Release::parse(rest.split(['<', '\n', '\r']).next()?).ok()
    };
    after("Build tag:").or_else(|| after("Build name:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_stands_on_the_statistics_page() {
        let page = "Build name: Kingston<br>Build date: 07-31-2018_0903<br>Build tag: glide-kingston-10-17-2017\
                    __patch6-hotfix5-07-28-2018<br>";
        assert_eq!(release_on(page).unwrap().family().to_string(), "Kingston");
        assert!(release_on("<html>Log in</html>").is_none());
    }

    /// S04
    #[test]
    fn a_release_before_kingston_is_refused_by_name() {
        let instance: InstanceUrl = "acme".parse().unwrap();
        let place = Place { instance: &instance, egress: &[], proxy: None };
        let jakarta = Release::parse("glide-jakarta-05-03-2017__patch9-04-11-2018").unwrap();
        let problem = supported(&jakarta, place).unwrap_err();
        assert_eq!(
            (problem.key.as_str(), problem.args["release"].as_str()),
            ("problem-release-old", "Jakarta")
        );
        assert!(supported(&Release::parse("Australia").unwrap(), place).is_ok());
    }
}
