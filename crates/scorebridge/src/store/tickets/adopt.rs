//! Tickets of a connection that was removed, followed again by a new one to the same instance.

use jiff::Timestamp;

use crate::ids::ConnectionId;
use crate::store::Result;
use crate::store::db::Tx;
use crate::store::sql::sql;

/// Takes over what was sent to the instance of this connection while an earlier one was there, or may have been. Their
/// records count as missing until a sync finds them by their correlation ids: the first sync of a connection reads all.
pub(in crate::store) async fn adopt(tx: &mut Tx<'_>, id: ConnectionId, at: Timestamp) -> Result<u64> {
    let statement = sql("UPDATE tickets SET connection_id = $1, \
             missing_since = CASE WHEN delivery = 'sent' THEN COALESCE(missing_since, $2) END \
         WHERE (delivery = 'sent' OR (delivery = 'given-up' AND begun_at IS NOT NULL)) AND connection_id IN \
             (SELECT former.id FROM connections AS former JOIN connections AS present \
                 ON present.tenant_id = former.tenant_id AND present.instance = former.instance \
              WHERE present.id = $1 AND present.removed_at IS NULL AND former.removed_at IS NOT NULL)");
    statement.bind(&id).bind(&at).run(tx).await
}
