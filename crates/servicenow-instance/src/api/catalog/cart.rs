//! The caller's cart.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::super::body::text;
use super::super::call::Call;
use super::browse::{orderable, price_of, questions};
use super::only;
use super::words::money;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::Query;
use crate::refusals::Refusal;

const CARTS: &str = "sc_cart";
const ENTRIES: &str = "sc_cart_item";
/// Pieces of one item.
const MOST: u64 = 10_000;

/// An item with what the caller wants of it.
pub(super) struct Wish {
    pub(super) quantity: u64,
    pub(super) requested_for: String,
    pub(super) variables: Map<String, Value>,
}

impl Wish {
    pub(super) fn of(body: &Value) -> Result<Self, Refusal> {
        let quantity = text(&body["sysparm_quantity"]);
        let number = quantity.trim().parse().ok().filter(|number| (1..=MOST).contains(number));
        Ok(Self {
            quantity: number.ok_or_else(|| Refusal::invalid_quantity(&quantity))?,
            requested_for: text(&body["sysparm_requested_for"]),
            variables: body["variables"].as_object().cloned().unwrap_or_default(),
        })
    }

    /// Refuses a wish that leaves a mandatory question open.
    pub(super) fn check(&self, session: &Session, item: &Record) -> Result<(), Refusal> {
        let open = questions(session, item)?.into_iter().filter(|question| {
            let given = self.variables.get(question.get("name")).map(text).unwrap_or_default();
            question.is_true("mandatory") && given.is_empty() && question.is_empty("default_value")
        });
        let open: Vec<String> = open.map(|question| question.get("question_text").to_owned()).collect();
        if open.is_empty() { Ok(()) } else { Err(Refusal::open_questions(&open)) }
    }
}

/// The cart of the caller; made when there is none.
pub(super) fn own(session: &Session) -> Result<Record, Refusal> {
    let user = session.caller().user_id.clone();
    session.trusted(|session| match session.find_by(CARTS, "user", &user)? {
        Some(cart) => Ok(cart),
        None => session.insert(CARTS, &Values::new().with("user", user).with("name", "DEFAULT")),
    })
}

pub(super) fn entries(session: &Session, cart: &Record) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("cart", cart.sys_id());
    session.trusted(|session| session.select(ENTRIES, &Selection::of(query)))
}

/// `GET /cart`
pub(crate) async fn cart(call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.write(|_, session| {
        let cart = own(session)?;
        Ok(json!({ "result": contents(session, &cart)? }))
    });
    Ok(call.ok(&body.await?))
}

/// `POST /items/{sys_id}/add_to_cart`
pub(crate) async fn add(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::POST)?;
    let wish = Wish::of(&call.json()?)?;
    let call = Arc::new(call);
    let body = call.write(move |_, session| {
        let item = orderable(session, &id)?;
        wish.check(session, &item)?;
        let cart = own(session)?;
        session.trusted(|session| {
            if !wish.requested_for.is_empty() {
                session.update(&cart, &Values::new().with("requested_for", wish.requested_for.as_str()))?;
            }
            let entry = Values::new()
                .with("cart", cart.sys_id())
                .with("cat_item", item.sys_id())
                .with("quantity", wish.quantity.to_string())
                .with("variables", Value::Object(wish.variables.clone()).to_string());
            session.insert(ENTRIES, &entry)
        })?;
        let mut told = contents(session, &cart)?;
        let (items, subtotal) = (told["none"]["items"].take(), told["subtotal_price"].take());
        Ok(json!({ "result": { "cart_id": cart.sys_id(), "subtotal": subtotal, "items": items } }))
    });
    Ok(call.ok(&body.await?))
}

/// `PUT|DELETE /cart/{cart_item}`
pub(crate) async fn entry(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    let call = Arc::new(call);
    match call.method {
        Method::PUT => {
            let wish = Wish::of(&call.json()?)?;
            let body = call.write(move |_, session| {
                let (cart, entry) = own_entry(session, &id)?;
                let mut values = Values::new().with("quantity", wish.quantity.to_string());
                if !wish.variables.is_empty() {
                    values.set("variables", Value::Object(wish.variables).to_string());
                }
                session.trusted(|session| session.update(&entry, &values))?;
                Ok(json!({ "result": contents(session, &cart)? }))
            });
            Ok(call.ok(&body.await?))
        }
        Method::DELETE => {
            call.write(move |_, session| {
                let (_, entry) = own_entry(session, &id)?;
                session.trusted(|session| session.delete(&entry))
            })
            .await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

fn own_entry(session: &Session, id: &str) -> Result<(Record, Record), Refusal> {
    let cart = own(session)?;
    let found = session.trusted(|session| session.find(ENTRIES, id))?;
    let entry = found.filter(|entry| entry.get("cart") == cart.sys_id());
    Ok((cart, entry.ok_or_else(Refusal::no_record)?))
}

/// `DELETE /cart/{sys_id}/empty`
pub(crate) async fn empty(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::DELETE)?;
    let call = Arc::new(call);
    call.write(move |_, session| {
        let cart = own(session)?;
        if cart.sys_id() != id {
            return Err(Refusal::no_record());
        }
        clear(session, &cart)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) fn clear(session: &Session, cart: &Record) -> Result<(), Refusal> {
    let entries = entries(session, cart)?;
    session.trusted(|session| entries.iter().try_for_each(|entry| session.delete(entry)))
}

/// `GET /cart/delivery_address/{user}`
pub(crate) async fn delivery_address(Path(user): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let user = session.find("sys_user", &user)?.ok_or_else(Refusal::no_record)?;
        Ok(json!({ "result": session.display(&user, "location")? }))
    });
    Ok(call.ok(&body.await?))
}

/// The cart as it is told; without items there is no section for them.
pub(super) fn contents(session: &Session, cart: &Record) -> Result<Value, Refusal> {
    let mut items = Vec::new();
    let mut total = 0.0;
    for entry in entries(session, cart)? {
        let item = session.trusted(|session| session.find("sc_cat_item", entry.get("cat_item")))?;
        let Some(item) = item else {
            continue;
        };
        let quantity = f64::from(u32::try_from(entry.number("quantity").unwrap_or(1)).unwrap_or(1));
        total += price_of(&item) * quantity;
        items.push(entry_told(&entry, &item, quantity));
    }
    let mut told = json!({
        "cart_id": cart.sys_id(),
        "subtotal_price": money(total),
        "subtotal_recurring_frequency": "",
        "subtotal_recurring_price": money(0.0),
        "total_title": "Total",
        "subtotal_title": "Subtotal",
        "show_subtotal_price": "true",
    });
    let mut section = told.clone();
    if let Some(members) = section.as_object_mut() {
        members.remove("cart_id");
        members.insert("frequency_label".to_owned(), Value::Null);
        members.insert("items".to_owned(), Value::Array(items));
        told["none"] = section;
    }
    Ok(told)
}

fn entry_told(entry: &Record, item: &Record, quantity: f64) -> Value {
    let price = price_of(item);
    json!({
        "cart_item_id": entry.sys_id(),
        "sys_id": entry.sys_id(),
        "catalog_item_id": item.sys_id(),
        "item_id": item.sys_id(),
        "item_name": item.get("name"),
        "name": item.get("name"),
        "short_description": item.get("short_description"),
        "sys_class_name": item.table(),
        "quantity": entry.get("quantity"),
        "price": money(price),
        "localized_price": money(price),
        "subtotal": price * quantity,
        "subtotal_price": money(price * quantity),
        "recurring_price": money(0.0),
        "localized_recurring_price": money(0.0),
        "recurring_subtotal": 0,
        "recurring_subtotal_price": money(0.0),
        "recurring_frequency": null,
        "delivery_time": "2 Days",
        "show_price": price > 0.0,
        "show_quantity": true,
        "show_recurring_price": false,
        "variables": serde_json::from_str::<Value>(entry.get("variables")).unwrap_or_else(|_| json!({})),
        "picture": "",
        "order_guide": "",
        "created_by": entry.get("sys_created_by"),
        "created_on": entry.get("sys_created_on"),
        "updated_by": entry.get("sys_updated_by"),
        "updated_on": entry.get("sys_updated_on"),
    })
}
