//! Encoded queries (protocol section 2): text to tree ([`parse`]), tree to a
//! filter bound to a table, a caller and a moment ([`filter`]), filter to SQL
//! ([`sql`]) or to an answer about one record in memory ([`mod@matches`]).

pub(crate) mod dates;
pub(crate) mod filter;
pub(crate) mod functions;
pub(crate) mod matches;
pub(crate) mod operators;
mod parse;
mod resolve;
pub(crate) mod sql;
mod tree;

#[cfg(test)]
mod tests;

pub(crate) use filter::{Filter, Resolver};
pub(crate) use operators::Operator;
pub(crate) use tree::{Comparison, Condition, Group, Order, Query, Related, Term};
