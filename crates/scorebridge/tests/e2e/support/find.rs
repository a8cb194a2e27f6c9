//! Finding elements by role and accessible name, which axe-core computes as browsers do (WAI-ARIA 1.2, accname
//! 1.2). Waits a little for what a script is still putting on the page.

use std::time::{Duration, Instant};

use fantoccini::{
    Client,
    elements::{Element, ElementRef},
    error::CmdError,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::axe;

/// How long an element may take to appear.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// The key of an element in an answer (WebDriver, section 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What kind of element a name belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum By<'a> {
    Role(&'a str),
    /// Any field of a form.
    Label,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    element: Value,
}

/// The only element with this name.
pub(super) async fn one(client: &Client, by: By<'_>, name: &str) -> Element {
    let single = async || {
        let mut named = all(client, by).await.ok()?;
        named.retain(|candidate| candidate.name == name);
        if named.len() == 1 { named.pop() } else { None }
    };
    if let Some(found) = eventually(single).await {
        let id = found.element[ELEMENT].as_str().expect("the script returns elements");
        return Element::from_element_id(client.clone(), ElementRef::from(id.to_owned()));
    }
    let candidates = names(client, by).await;
    let count = candidates.iter().filter(|candidate| *candidate == name).count();
    panic!("{count} elements of {by:?} are called {name:?}, expected one; there are {candidates:?}");
}

/// The names of all elements of a kind, in document order.
pub(super) async fn names(client: &Client, by: By<'_>) -> Vec<String> {
    let named = eventually(async || all(client, by).await.ok()).await.expect("the page can be asked");
    named.into_iter().map(|named| named.name).collect()
}

/// Role and name of the element with the focus.
pub(super) async fn focused(client: &Client) -> (String, String) {
    axe::inject(client).await.unwrap();
    let answer = client.execute(include_str!("focused.js"), vec![]).await.unwrap();
    serde_json::from_value(answer).unwrap()
}

/// Fails when the page goes away meanwhile.
async fn all(client: &Client, by: By<'_>) -> Result<Vec<Named>, CmdError> {
    axe::inject(client).await?;
    let role = match by {
        By::Role(role) => json!(role),
        By::Label => Value::Null,
    };
    let answer = client.execute(include_str!("find.js"), vec![role]).await?;
    Ok(serde_json::from_value(answer).expect("the script returns names and elements"))
}

/// Asks again and again until there is an answer or patience ends.
pub(crate) async fn eventually<T>(attempt: impl AsyncFn() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = attempt().await {
            return Some(found);
        }
        if Instant::now() > deadline {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
