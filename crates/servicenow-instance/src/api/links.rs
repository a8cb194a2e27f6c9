//! Addresses in answers: reference links, `Location` and page links. They
//! repeat the version of the request's path (protocol 1.1).

use axum::http::{HeaderMap, header};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::app::App;

use super::params::Params;

/// Where the instance is reached by this client: `http://host:port`.
pub(crate) fn base(app: &App, headers: &HeaderMap) -> String {
    let properties = app.engine.metadata().properties.clone();
    let fixed = properties.get("glide.servlet.uri").filter(|uri| !uri.is_empty());
    if properties.flag("glide.rest.replace_request_host_with_property", false) {
        let uri = fixed.map_or_else(|| app.base_url.to_string(), ToOwned::to_owned);
        return uri.trim_end_matches('/').to_owned();
    }
    let scheme = app.base_url.scheme();
    let named = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .map(|host| format!("{scheme}://{host}"))
        .filter(|url| Url::parse(url).is_ok());
    named.unwrap_or_else(|| app.base_url.as_str().trim_end_matches('/').to_owned())
}

/// The part of an API path before `/table`, version included.
pub(crate) fn root<'a>(path: &'a str, resource: &str) -> &'a str {
    path.find(resource).map_or(path, |at| &path[..at])
}

/// The page links of a list: first, prev, next, last (protocol 1.3).
pub(crate) fn pages(
    address: &str,
    params: &Params,
    (limit, offset): (u64, u64),
    total: Option<u64>,
) -> String {
    let page = |offset: u64, name: &str| {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(params.without(&["sysparm_limit", "sysparm_offset"]));
        query.append_pair("sysparm_limit", &limit.to_string());
        query.append_pair("sysparm_offset", &offset.to_string());
        format!("<{address}?{}>;rel=\"{name}\"", query.finish())
    };
    let mut links = vec![page(0, "first")];
    if offset > 0 {
        links.push(page(offset.saturating_sub(limit), "prev"));
    }
    let Some(total) = total else {
        links.push(page(offset.saturating_add(limit), "next"));
        return links.join(",");
    };
    if offset.saturating_add(limit) < total {
        links.push(page(offset.saturating_add(limit), "next"));
    }
    let last = total.saturating_sub(1).checked_div(limit).unwrap_or(0) * limit;
    links.push(page(last, "last"));
    links.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_parameters_and_name_the_last_offset() {
        let params = Params::parse("sysparm_query=active%3Dtrue&sysparm_limit=1&sysparm_offset=1");
        let links = pages("http://x/api/now/table/incident", &params, (1, 1), Some(67));
        let expected = ["0", "0", "2", "66"].iter().zip(["first", "prev", "next", "last"]).map(
            |(offset, rel)| {
                format!("<http://x/api/now/table/incident?sysparm_query=active%3Dtrue&sysparm_limit=1&sysparm_offset={offset}>;rel=\"{rel}\"")
            },
        );
        assert_eq!(links, expected.collect::<Vec<_>>().join(","));
    }

    #[test]
    fn the_last_page_has_no_next_and_the_first_no_prev() {
        let links = pages("http://x/t", &Params::default(), (10, 0), Some(10));
        assert!(!links.contains("next") && !links.contains("prev"));
        assert!(links.ends_with("sysparm_offset=0>;rel=\"last\""));
    }
}
