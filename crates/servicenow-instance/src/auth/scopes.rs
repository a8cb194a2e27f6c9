//! REST API auth scopes: an API that has some opens to tokens with one of
//! them only. The scope of the whole account passes everywhere, and who comes
//! without a token is not asked (protocol section 4.4).

use crate::{
    caller::Caller,
    engine::{Selection, Session},
    query::Query,
    refusals::Refusal,
};

use super::oauth::tokens::ACCOUNT_SCOPE;

/// Whether the caller's token was given for certain scopes.
pub(crate) fn are_limited(caller: &Caller) -> bool {
    caller.scopes.as_ref().is_some_and(|scopes| scopes.iter().all(|scope| scope != ACCOUNT_SCOPE))
}

/// Refuses a token without a scope of this API and method.
pub(crate) fn check(session: &Session, caller: &Caller, (api, method): (&str, &str)) -> Result<(), Refusal> {
    let rows = session.select("sys_api_access_scope", &Selection::of(Query::equals("active", "true")))?;
    let of_this = rows.iter().filter(|row| {
        let method_fits = row.is_empty("http_method") || row.get("http_method").eq_ignore_ascii_case(method);
        row.get("rest_api").eq_ignore_ascii_case(api) && method_fits
    });
    let mut open = true;
    for row in of_this {
        let name = session.display(row, "scope")?;
        if caller.scopes.iter().flatten().any(|scope| *scope == name) {
            return Ok(());
        }
        open = false;
    }
    if open { Ok(()) } else { Err(Refusal::not_authorized()) }
}
