//! `sys_user` (protocol section 5.5), and who the client itself is (section 3.6).

use serde_json::Value;

use crate::transport::Call;
use crate::{Client, Condition, Error, ErrorKind, Query, Record, SysId};

/// A user of the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The key.
    pub sys_id: SysId,
    /// The name to log in with.
    pub user_name: String,
    /// First and last name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Whether the user may do anything at all.
    pub active: bool,
    /// Whether the user is locked out.
    pub locked_out: bool,
    /// Whether the user may not log in to pages, only to web services.
    pub web_service_access_only: bool,
}

impl From<&Record> for User {
    fn from(record: &Record) -> Self {
        let flag = |field| record.boolean(field).unwrap_or_default();
        Self {
            sys_id: record.sys_id().clone(),
            user_name: record.value("user_name").to_owned(),
            name: record.value("name").to_owned(),
            email: record.value("email").to_owned(),
            active: flag("active"),
            locked_out: flag("locked_out"),
            web_service_access_only: flag("web_service_access_only"),
        }
    }
}

/// The user as whom the client acts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurrentUser {
    /// The key.
    pub sys_id: SysId,
    /// The name to log in with.
    pub user_name: String,
    /// First and last name.
    pub display_name: String,
}

impl CurrentUser {
    fn from_json(result: &Value) -> Option<Self> {
        let text = |name: &str| result[name].as_str().filter(|text| !text.is_empty());
        Some(Self {
            sys_id: SysId::from_wire(text("user_sys_id")?)?,
            user_name: text("user_name")?.to_owned(),
            display_name: text("user_display_name").unwrap_or_default().to_owned(),
        })
    }
}

impl From<&Record> for CurrentUser {
    fn from(record: &Record) -> Self {
        Self {
            sys_id: record.sys_id().clone(),
            user_name: record.value("user_name").to_owned(),
            display_name: record.value("name").to_owned(),
        }
    }
}

impl Client {
    /// The user as whom the client acts: to be compared with the one who was meant, because an
    /// authorisation binds to whoever is logged in to the browser (protocol section 4.2).
    pub async fn current_user(&self) -> Result<CurrentUser, Error> {
        let call = Call::get("/api/now/ui/user/current_user");
        match self.transport.json(&call).await {
            Ok(answer) => match CurrentUser::from_json(&answer.value["result"]) {
                Some(user) => Ok(user),
                None => self.current_user_from_table().await,
            },
            // The address is not documented and may be missing or closed.
            Err(error)
                if error.is_not_found()
                    || matches!(error.kind(), ErrorKind::Refused { status: 400..=405, .. }) =>
            {
                self.current_user_from_table().await
            }
            Err(error) => Err(error),
        }
    }

    /// Asks for two, because an instance that drops the condition returns every user.
    async fn current_user_from_table(&self) -> Result<CurrentUser, Error> {
        let mine = Condition::script("sys_id", "gs.getUserID()");
        let query = Query::new().and(mine.clone()).fields(&["user_name", "name"]).limit(2);
        let page = self.table("sys_user").list(&query).await?;
        match page.items() {
            [user] if page.total().is_none_or(|total| total == 1) => Ok(user.into()),
            [] => {
                Err(ErrorKind::NotFound { message: "the current user is not shown".to_owned(), detail: None }
                    .into())
            }
            _ => Err(ErrorKind::FilterIgnored { condition: mine.to_string() }.into()),
        }
    }
}
