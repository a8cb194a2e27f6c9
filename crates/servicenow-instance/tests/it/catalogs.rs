//! Catalogs, the cart and requests as servicenow.itsm uses them (protocol
//! section 0).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{BETH, Lab, record};

const ROOT: &str = "/api/sn_sc/servicecatalog";
/// The catalog for everybody.
const CATALOG: &str = "e0d08b13c3330100c8b837659bba8fb4";

async fn call(lab: &Lab, method: Method, path: &str, fields: Value) -> (StatusCode, Value) {
    let request = lab.request_as("buyer", method, &format!("{ROOT}{path}"));
    let answer = if fields.is_null() { request } else { request.json(&fields) }.send().await.unwrap();
    let status = answer.status();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null))
}

async fn done(lab: &Lab, method: Method, path: &str, fields: Value) -> Value {
    let (status, mut told) = call(lab, method, path, fields).await;
    assert_eq!(status, StatusCode::OK, "{path}: {told}");
    told["result"].take()
}

/// The item whose name has this word.
async fn item(lab: &Lab, word: &str) -> Value {
    let path = format!("/items?sysparm_catalog={CATALOG}&sysparm_text={word}");
    let mut found = done(lab, Method::GET, &path, Value::Null).await;
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    found[0].take()
}

/// With a user who has no role.
async fn shop() -> Lab {
    let lab = Lab::new().await;
    lab.user("buyer", &[]).await;
    lab
}

/// Proves P3.21.
#[tokio::test]
async fn catalogs_categories_and_items_are_browsed() {
    let lab = shop().await;
    let catalogs = done(&lab, Method::GET, "/catalogs", Value::Null).await;
    let titles: Vec<&Value> = catalogs.as_array().unwrap().iter().map(|catalog| &catalog["title"]).collect();
    assert_eq!(titles, ["Service Catalog", "Technical Catalog"]);
    assert_eq!((&catalogs[0]["has_items"], &catalogs[0]["has_categories"]), (&json!(true), &json!(true)));
    let catalog = done(&lab, Method::GET, &format!("/catalogs/{CATALOG}"), Value::Null).await;
    assert_eq!(catalog["categories"][0]["title"], "Hardware");
    let categories = done(&lab, Method::GET, &format!("/catalogs/{CATALOG}/categories"), Value::Null).await;
    assert_eq!((&categories[0]["title"], &categories[0]["count"]), (&json!("Hardware"), &json!(1)));
    assert_eq!(categories[0]["subcategories"][0]["title"], "Tablets");
    let path = format!("/categories/{}", categories[0]["sys_id"].as_str().unwrap());
    let category = done(&lab, Method::GET, &path, Value::Null).await;
    assert_eq!(category["child_categories"][0]["title"], "Tablets");

    let found = item(&lab, "iPad").await;
    assert_eq!((&found["price"], &found["category"]["title"]), (&json!("$799.99"), &json!("Tablets")));
    assert_eq!(found["catalogs"], json!([{ "sys_id": CATALOG, "title": "Service Catalog" }]));
    let path = format!("/items/{}", found["sys_id"].as_str().unwrap());
    let shown = done(&lab, Method::GET, &path, Value::Null).await;
    assert_eq!(shown["variables"][0]["name"], "storage");
    let none = done(&lab, Method::GET, "/items?sysparm_text=nothing%20of%20the%20kind", Value::Null).await;
    assert_eq!(none, json!([]));
    let (status, _) = call(&lab, Method::GET, &format!("/catalogs/{BETH}"), Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

/// Proves P3.21.
#[tokio::test]
async fn a_cart_is_filled_changed_and_ordered() {
    let lab = shop().await;
    let tablet = item(&lab, "iPad").await;
    let path = format!("/items/{}/add_to_cart", tablet["sys_id"].as_str().unwrap());
    let fields = json!({ "sysparm_quantity": "2", "sysparm_requested_for": BETH });
    let added = done(&lab, Method::POST, &path, fields).await;
    assert_eq!((&added["subtotal"], &added["items"][0]["quantity"]), (&json!("$1,599.98"), &json!("2")));
    let entry = format!("/cart/{}", added["items"][0]["cart_item_id"].as_str().unwrap());
    let changed = done(&lab, Method::PUT, &entry, json!({ "sysparm_quantity": "1" })).await;
    assert_eq!(changed["none"]["items"][0]["subtotal"], 799.99);
    assert_eq!(done(&lab, Method::GET, "/cart", Value::Null).await["cart_id"], added["cart_id"]);

    let placed = done(&lab, Method::POST, "/cart/submit_order", Value::Null).await;
    assert!(placed["request_number"].as_str().unwrap().starts_with("REQ"));
    let request = lab.show("sc_request", &placed["request_id"]).await;
    assert_eq!((&request["requested_for"], &request["price"]), (&json!(BETH), &json!("799.99")));
    let id = placed["request_id"].as_str().unwrap();
    let items = lab
        .list(&format!("/api/now/table/sc_req_item?request={id}&sysparm_exclude_reference_link=true"))
        .await;
    assert_eq!((&items[0]["cat_item"], &items[0]["quantity"]), (&tablet["sys_id"], &json!("1")));
    let cart = done(&lab, Method::GET, "/cart", Value::Null).await;
    assert_eq!(cart["none"]["items"], json!([]));
    let (status, told) = call(&lab, Method::POST, "/cart/submit_order", Value::Null).await;
    assert_eq!((status, &told["error"]["message"]), (StatusCode::BAD_REQUEST, &json!("Cart is empty")));
}

#[tokio::test]
async fn an_item_is_ordered_at_once_with_its_answers() {
    let lab = shop().await;
    let mail = item(&lab, "Email").await;
    let path = format!("/items/{}/order_now", mail["sys_id"].as_str().unwrap());
    for (fields, message) in [
        (json!({}), "Invalid quantity value"),
        (json!({ "sysparm_quantity": "-1" }), "Invalid quantity value"),
        (json!({ "sysparm_quantity": "1" }), "Mandatory Variables are required"),
    ] {
        let (status, told) = call(&lab, Method::POST, &path, fields).await;
        assert_eq!((status, &told["error"]["message"]), (StatusCode::BAD_REQUEST, &json!(message)));
    }
    let fields = json!({
        "sysparm_quantity": "1", "sysparm_requested_for": "beth.anglin", "variables": { "new_email": "test@example.com" },
    });
    let placed = done(&lab, Method::POST, &path, fields).await;
    assert_eq!((&placed["table"], &placed["number"]), (&json!("sc_request"), &placed["request_number"]));
    let request = lab.get(&record("sc_request", &placed["sys_id"])).await;
    assert_eq!(request["result"]["requested_for"]["value"], BETH);
    assert_eq!(request["result"]["request_state"], "in_process");
    let dear = lab.create("sc_request", json!({ "price": "1599.98" })).await;
    assert_eq!((&dear["request_state"], &dear["approval"]), (&json!("requested"), &json!("not requested")));
    let answers = lab.list("/api/now/table/sc_item_option").await;
    assert_eq!(answers[0]["value"], "test@example.com");
}

#[tokio::test]
async fn a_check_out_in_two_steps_shows_the_order_first() {
    let lab = shop().await;
    lab.create("sys_properties", json!({ "name": "glide.sc.checkout.twostep", "value": "true" })).await;
    let laptop = item(&lab, "laptop").await;
    let path = format!("/items/{}/add_to_cart", laptop["sys_id"].as_str().unwrap());
    let added = done(&lab, Method::POST, &path, json!({ "sysparm_quantity": 1 })).await;
    let shown = done(&lab, Method::POST, "/cart/checkout", Value::Null).await;
    assert_eq!(
        (&shown["requested_for_user"], &shown["subtotal_price"]),
        (&json!("buyer"), &json!("$1,100.00"))
    );
    let others = format!("/cart/{BETH}/empty");
    assert_eq!(call(&lab, Method::DELETE, &others, Value::Null).await.0, StatusCode::NOT_FOUND);
    let own = format!("/cart/{}/empty", added["cart_id"].as_str().unwrap());
    assert_eq!(call(&lab, Method::DELETE, &own, Value::Null).await.0, StatusCode::NO_CONTENT);
}
