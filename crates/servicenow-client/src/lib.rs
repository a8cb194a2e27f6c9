//! Placeholder of the names that the portal is written against; replaced by the client itself.
#![expect(missing_docs, reason = "placeholder")]

#[derive(Debug, Clone)]
pub struct InstanceUrl(String);
#[derive(Debug, Clone)]
pub struct TokenSet(());
#[derive(Debug, Clone)]
pub struct Record(());
#[derive(Debug, Clone)]
pub struct Fields(());
