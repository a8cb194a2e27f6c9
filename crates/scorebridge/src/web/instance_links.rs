//! Pages of an instance that ours lead to. Addresses only: nothing here calls the instance.

use servicenow_client::{InstanceUrl, Query};
use url::Url;

use crate::tickets::{CORRELATION_DISPLAY, TicketKind};

/// Page of the connector's installation checklist (`connector-app`, module Installation checklist).
const CHECKLIST: &str = "/x_scbr_m365ticket_checklist.do";

/// The form of a ticket's record.
pub(crate) fn record(instance: &InstanceUrl, kind: TicketKind, sys_id: &str) -> Url {
    page(instance, &format!("/{}.do", kind.table()), &[("sys_id", sys_id)])
}

/// The list of our tickets: of one kind, or of both through the `task` table they share.
pub(crate) fn list(instance: &InstanceUrl, kind: Option<TicketKind>, query: &Query) -> Url {
    let table = kind.map_or("task", TicketKind::table);
    page(instance, &format!("/{table}_list.do"), &[("sysparm_query", &query.to_string())])
}

/// Our open tickets, as the home page's cards show them.
pub(crate) fn open_tickets() -> Query {
    ours().equals("active", "true")
}

/// All tickets of ours.
pub(crate) fn ours() -> Query {
    Query::new().equals("correlation_display", CORRELATION_DISPLAY)
}

/// The connector's installation checklist.
pub(crate) fn checklist(instance: &InstanceUrl) -> Url {
    page(instance, CHECKLIST, &[])
}

fn page(instance: &InstanceUrl, path: &str, pairs: &[(&str, &str)]) -> Url {
    let mut url = instance.as_url().clone();
    url.set_path(path);
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_to_forms_and_lists_of_the_instance() {
        let instance: InstanceUrl = "acme".parse().unwrap();
        assert_eq!(
            record(&instance, TicketKind::Change, "0123456789abcdef0123456789abcdef").as_str(),
            "https://acme.service-now.com/change_request.do?sys_id=0123456789abcdef0123456789abcdef"
        );
        assert_eq!(
            list(&instance, None, &open_tickets()).as_str(),
            "https://acme.service-now.com/task_list.do?sysparm_query=correlation_display%3DScorebridge%5Eactive%3Dtrue"
        );
        assert_eq!(
            checklist(&instance).as_str(),
            "https://acme.service-now.com/x_scbr_m365ticket_checklist.do"
        );
    }
}
