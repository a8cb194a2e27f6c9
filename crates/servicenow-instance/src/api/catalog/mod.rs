//! Service Catalog API (protocol section 0): catalogs, categories and items
//! to order, one cart per user, and requests made from it.

mod browse;
mod cart;
mod orders;
mod words;

use axum::http::Method;

use super::call::Call;
use crate::refusals::Refusal;

pub(crate) use browse::{catalog, catalogs, categories, category, item, items, variables};
pub(crate) use cart::{add, cart, delivery_address, empty, entry};
pub(crate) use orders::{checkout, order_now, submit};

fn only(call: &Call, method: &Method) -> Result<(), Refusal> {
    let asked = if call.method == Method::HEAD { &Method::GET } else { &call.method };
    if asked == method { Ok(()) } else { Err(Refusal::method_not_supported()) }
}
