//! Table API.

use super::support::Lab;

#[tokio::test]
async fn an_empty_list_is_an_empty_array() {
    let lab = Lab::new().await;
    let answer = lab.get("/api/now/table/incident").await;
    assert_eq!(answer, serde_json::json!({ "result": [] }));
}
