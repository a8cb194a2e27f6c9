//! Requests made from a cart, or from one item at once.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::super::body::text;
use super::super::call::Call;
use super::browse::{orderable, price_of, questions};
use super::cart::{self, Wish};
use super::only;
use crate::engine::{Record, Session, Values};
use crate::refusals::Refusal;

/// Property: a check-out shows the order first, and a second call places it.
const TWO_STEPS: &str = "glide.sc.checkout.twostep";

/// `POST /items/{sys_id}/order_now`
pub(crate) async fn order_now(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::POST)?;
    let wish = Wish::of(&call.json()?)?;
    let call = Arc::new(call);
    let body = call.write(move |_, session| {
        let item = orderable(session, &id)?;
        wish.check(session, &item)?;
        let line = Line { item, quantity: wish.quantity.to_string(), variables: wish.variables };
        let request = place(session, &wish.requested_for, &[line])?;
        let mut told = numbered(&request);
        told["sys_id"] = json!(request.sys_id());
        told["number"] = json!(request.get("number"));
        told["table"] = json!("sc_request");
        told["parent_id"] = Value::Null;
        told["parent_table"] = json!("task");
        Ok(json!({ "result": told }))
    });
    Ok(call.ok(&body.await?))
}

/// `POST /cart/checkout`
pub(crate) async fn checkout(call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::POST)?;
    let call = Arc::new(call);
    let body = call.write(|_, session| {
        if !session.properties().flag(TWO_STEPS, false) {
            return order(session);
        }
        let own = cart::own(session)?;
        let mut told = cart::contents(session, &own)?;
        let user = recipient(session, own.get("requested_for"));
        let person = session.trusted(|session| session.find("sys_user", &user))?;
        told["requested_for"] = json!(user);
        told["requested_for_user"] = json!(person.map(|person| person.get("name").to_owned()));
        told["delivery_address"] = json!("");
        told["special_instructions"] = json!("");
        Ok(json!({ "result": told }))
    });
    Ok(call.ok(&body.await?))
}

/// `POST /cart/submit_order`
pub(crate) async fn submit(call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::POST)?;
    let call = Arc::new(call);
    let body = call.write(|_, session| order(session));
    Ok(call.ok(&body.await?))
}

/// One item of an order.
struct Line {
    item: Record,
    quantity: String,
    variables: Map<String, Value>,
}

/// Orders what is in the cart and empties it.
fn order(session: &Session) -> Result<Value, Refusal> {
    let own = cart::own(session)?;
    let mut lines = Vec::new();
    for entry in cart::entries(session, &own)? {
        lines.push(Line {
            item: orderable(session, entry.get("cat_item"))?,
            quantity: entry.get("quantity").to_owned(),
            variables: serde_json::from_str(entry.get("variables")).unwrap_or_default(),
        });
    }
    if lines.is_empty() {
        return Err(Refusal::empty_cart());
    }
    let request = place(session, own.get("requested_for"), &lines)?;
    cart::clear(session, &own)?;
    Ok(json!({ "result": numbered(&request) }))
}

fn numbered(request: &Record) -> Value {
    json!({ "request_number": request.get("number"), "request_id": request.sys_id() })
}

/// Named by id or user name; the caller when nobody is.
fn recipient(session: &Session, named: &str) -> String {
    let caller = session.caller().user_id.clone();
    if named.is_empty() { caller } else { named.to_owned() }
}

/// A request with one requested item per line, made for the caller by the
/// platform itself.
fn place(session: &Session, requested_for: &str, lines: &[Line]) -> Result<Record, Refusal> {
    let user = recipient(session, requested_for);
    let pieces = |line: &Line| line.quantity.parse::<f64>().unwrap_or(1.0);
    let total: f64 = lines.iter().map(|line| price_of(&line.item) * pieces(line)).sum();
    session.admitted(|session| {
        let request = Values::new()
            .with("requested_for", user.as_str())
            .with("short_description", lines[0].item.get("name"))
            .with("price", total.to_string());
        let request = session.insert("sc_request", &request)?;
        for line in lines {
            let item = Values::new()
                .with("request", request.sys_id())
                .with("parent", request.sys_id())
                .with("cat_item", line.item.sys_id())
                .with("short_description", line.item.get("short_description"))
                .with("quantity", line.quantity.as_str())
                .with("price", price_of(&line.item).to_string())
                .with("requested_for", request.get("requested_for"));
            let item = session.insert("sc_req_item", &item)?;
            answers(session, &item, line)?;
        }
        Ok(request)
    })
}

/// Each answered question, as the platform keeps it: the answer and its link.
fn answers(session: &Session, requested: &Record, line: &Line) -> Result<(), Refusal> {
    for question in questions(session, &line.item)? {
        let given = line.variables.get(question.get("name")).map(text);
        let value = given.unwrap_or_else(|| question.get("default_value").to_owned());
        let option = Values::new().with("item_option_new", question.sys_id()).with("value", value);
        let option = session.insert("sc_item_option", &option)?;
        let link =
            Values::new().with("request_item", requested.sys_id()).with("sc_item_option", option.sys_id());
        session.insert("sc_item_option_mtom", &link)?;
    }
    Ok(())
}
