//! Addresses, rate limits, sessions, TLS: what stands before the APIs.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{ADMIN, Lab, refusal};

/// Proves P6.4.
#[tokio::test]
async fn a_rate_limit_rule_counts_per_user_and_hour() {
    let lab = Lab::new().await;
    let rule = json!({ "name": "few", "rest_api": "Table API", "request_limit_per_hour": 2, "rate_limit_type": "user", "user": "itil" });
    let rule = lab.create("sys_rate_limit_rules", rule).await;
    let call = || lab.request_as("itil", Method::GET, "/api/now/table/incident").send();
    for _ in 0..2 {
        let answer = call().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["x-ratelimit-limit"], "2");
        assert_eq!(answer.headers()["x-ratelimit-rule"], rule["sys_id"].as_str().unwrap());
        assert_eq!(answer.headers()["x-ratelimit-reset"], "1793613600");
    }
    let answer = call().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "1800");
    let detail = "Rate limit of 2 requests per hour for Table API exceeded".into();
    refusal(answer, StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded", detail).await;
    let other = lab.request(Method::GET, "/api/now/table/incident").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);
    assert!(!other.headers().contains_key("x-ratelimit-limit"));
    lab.advance("PT30M").await;
    assert_eq!(call().await.unwrap().status(), StatusCode::OK);
}

/// Proves P6.3.
#[tokio::test]
async fn a_denied_address_is_turned_away_before_credentials() {
    let lab = Lab::new().await;
    let rule = json!({ "type": "deny", "range_start": "203.0.113.0", "range_end": "203.0.113.255" });
    lab.create("ip_access", rule).await;
    let call = |address: &'static str| {
        lab.http.get(lab.url("/api/now/table/incident")).header("X-Forwarded-For", address).send()
    };
    let denied = call("203.0.113.7").await.unwrap();
    assert_eq!(denied.status(), StatusCode::FORBIDDEN);
    assert!(denied.text().await.unwrap().contains("<html"));
    assert_eq!(call("198.51.100.1").await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_locks_himself_out() {
    let lab = Lab::new().await;
    let rule = json!({ "type": "deny", "range_start": "127.0.0.0", "range_end": "127.0.0.255" });
    let answer = lab.request(Method::POST, "/api/now/table/ip_access").json(&rule).send().await.unwrap();
    let found = super::support::body(answer, StatusCode::FORBIDDEN).await;
    assert!(found["error"]["detail"].as_str().unwrap().contains("Prevent lockout"));
}

/// Proves P1.23.
#[tokio::test]
async fn an_api_session_is_opened_once() {
    let lab = Lab::new().await;
    let answer = lab.request(Method::GET, "/api/now/table/incident").send().await.unwrap();
    let cookies: Vec<&str> =
        answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 5);
    assert!(cookies[0].starts_with("JSESSIONID=") && cookies[0].ends_with("; Path=/; HttpOnly"));
    assert!(cookies.iter().any(|cookie| cookie.starts_with("glide_user_route=glide.")));
    let again = lab
        .request(Method::GET, "/api/now/table/incident")
        .header("Cookie", cookies[0].split(';').next().unwrap())
        .send()
        .await
        .unwrap();
    assert!(!again.headers().contains_key("set-cookie"));
}

/// Proves P6.6.
#[tokio::test]
async fn requests_of_one_session_wait_for_each_other() {
    let lab = Lab::new().await;
    let call = || {
        lab.request(Method::GET, "/api/now/table/incident")
            .header("Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF")
            .send()
    };
    let answers = futures::future::join_all((0..8).map(|_| call())).await;
    assert!(answers.into_iter().all(|answer| answer.unwrap().status() == StatusCode::OK));
}

#[tokio::test]
async fn https_is_served_with_a_certificate_of_its_own() {
    let lab = Lab::of(Lab::builder().tls(true)).await;
    assert_eq!(lab.instance.url().scheme(), "https");
    let user = lab.get("/api/now/table/sys_user?user_name=admin&sysparm_fields=sys_id,manager").await;
    assert_eq!(user["result"][0]["sys_id"], ADMIN);
    let made = lab.request(Method::POST, "/api/now/table/incident").send().await.unwrap();
    assert!(made.headers()["location"].to_str().unwrap().starts_with("https://"));
}

#[tokio::test]
async fn an_address_in_use_and_a_remote_one_are_refused_with_the_reason() {
    let lab = Lab::new().await;
    let taken = Lab::builder().listen(lab.instance.addr()).start().await.unwrap_err();
    assert_eq!(taken.to_string(), format!("the address {} is in use", lab.instance.addr()));
    let remote = Lab::builder().listen("0.0.0.0:0".parse().unwrap());
    let refused = remote.clone().start().await.unwrap_err();
    assert!(refused.to_string().contains("other machines"), "{refused}");
    let refused = remote.allow_remote(true).start().await.unwrap_err();
    assert!(refused.to_string().contains("first passwords"), "{refused}");
}

#[tokio::test]
async fn a_large_answer_is_compressed_when_accepted() {
    let lab = Lab::of(Lab::builder().demo_data(true)).await;
    let path = "/api/now/table/incident";
    let plain = reqwest::Client::builder().gzip(false).build().unwrap();
    let call = |encoding: &'static str| {
        let call = plain.get(lab.url(path)).basic_auth("admin", Some("admin"));
        call.header("Accept-Encoding", encoding).send()
    };
    let packed = call("gzip").await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    let raw = call("identity").await.unwrap();
    assert!(!raw.headers().contains_key("content-encoding"));
    assert!(raw.bytes().await.unwrap().len() > 5 * packed.len());
    assert!(lab.list(path).await.len() >= 60);
}

/// Proves P6.9.
#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_queue_of_the_semaphores_is_429_without_the_envelope() {
    let lab = Lab::new().await;
    for (name, value) in [("workers", "1"), ("queue", "2")] {
        let name = format!("scorebridge.semaphores.api_int.{name}");
        lab.create("sys_properties", json!({ "name": name, "value": value })).await;
    }
    let api = json!({ "name": "Slow", "service_id": "slow", "namespace": "global", "active": "true" });
    let api = lab.create("sys_ws_definition", api).await;
    let resource = json!({
        "name": "r", "web_service_definition": api["sys_id"], "http_method": "GET", "relative_path": "/", "active": "true",
        "operation_script": "var end = Date.now() + 700; while (Date.now() < end) {} ({ done: true })",
    });
    lab.create("sys_ws_operation", resource).await;
    let call = || lab.request(Method::GET, "/api/global/slow").send();
    let answers = futures::future::join_all((0..6).map(|_| call())).await;
    let (served, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().map(Result::unwrap).partition(|answer| answer.status() == StatusCode::OK);
    assert_eq!((served.len(), refused.len()), (3, 3));
    for answer in refused {
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        for header in ["retry-after", "x-ratelimit-limit", "x-ratelimit-reset", "x-ratelimit-rule"] {
            assert!(!answer.headers().contains_key(header), "{header}");
        }
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(answer.text().await.unwrap().contains("Too many requests"));
    }
    assert_eq!(call().await.unwrap().status(), StatusCode::OK, "there is room again");
}
