//! Rotation of the key: what another key sealed is sealed anew, while everything runs. A secret that is written at the
//! same moment was sealed with the right key already, and is left alone.

use std::path::Path;

use super::secrets::{Owner, Sealed, column_of};
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::{KeyRing, Result, Store};

impl Store {
    /// Reads the key file again and seals anew what its first key did not seal; gives how many secrets.
    pub async fn rotate_keys(&self, file: &Path) -> Result<usize> {
        self.0.keys.renew(&KeyRing::open_file(file)?);
        let mut renewed = 0;
        let stored = sql("SELECT connection_id, name, sealed FROM connection_secrets");
        for row in stored.all(self.read()).await? {
            renewed += usize::from(self.reseal(&row).await?);
        }
        Ok(renewed)
    }

    async fn reseal(&self, row: &Row) -> Result<bool> {
        let sealed: String = row.get("sealed")?;
        let name: String = row.get("name")?;
        let Some(column) = column_of(&name).filter(|_| self.0.keys.is_outdated(&sealed)) else {
            return Ok(false);
        };
        let connection = row.get("connection_id")?;
        let place = Sealed { owner: Owner::Connection(connection), column };
        let anew = self.0.keys.seal(place, &self.0.keys.open(place, &sealed)?);
        let statement = sql("UPDATE connection_secrets SET sealed = $4 \
             WHERE connection_id = $1 AND name = $2 AND sealed = $3");
        let statement = statement.bind(&connection).bind(name.as_str()).bind(sealed.as_str());
        statement.bind(anew.as_str()).run(self.write()).await?;
        Ok(true)
    }
}
