//! Addresses as servers of the platform read them: parameters of a segment (`;jsessionid=…`) are dropped, and in
//! those of APIs empty segments too. Not about which addresses exist.

use axum::http::Uri;

/// The address as it is meant, when it is written differently.
pub(crate) fn tidied(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let is_api = path.trim_start_matches('/').starts_with("api/");
    let odd = path.contains(';') || is_api && (path.contains("//") || path.ends_with('/'));
    if !odd {
        return None;
    }
    let segments = path.split('/').map(|segment| segment.split(';').next().unwrap_or_default());
    let mut tidy: String = segments
        .skip(1)
        .filter(|segment| !is_api || !segment.is_empty())
        .fold(String::new(), |path, segment| path + "/" + segment);
    if let Some(query) = uri.query() {
        tidy = tidy + "?" + query;
    }
    tidy.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::tidied;

    fn tidy(path: &str) -> Option<String> {
        tidied(&path.parse().unwrap()).map(|uri| uri.to_string())
    }

    #[test]
    fn odd_spellings_of_an_address_mean_the_same() {
        let meant = Some("/api/now/table/incident?sysparm_query=a//b;c".to_owned());
        for path in [
            "/api/now/table/incident/?sysparm_query=a//b;c",
            "//api/now/table/incident?sysparm_query=a//b;c",
            "/api/now//table/incident;jsessionid=0A?sysparm_query=a//b;c",
        ] {
            assert_eq!(tidy(path), meant, "{path}");
        }
        assert_eq!(tidy("/incident.do;jsessionid=0A?sys_id=1"), Some("/incident.do?sys_id=1".to_owned()));
        for path in ["/", "/api/now/table/incident?x=;", "/now/nav/ui/classic/params/target/a%3Bb"] {
            assert_eq!(tidy(path), None, "{path}");
        }
    }
}
