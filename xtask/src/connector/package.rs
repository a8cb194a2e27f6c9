//! The package that `now-sdk install` sends: as the SDK makes it, with fixed dates and a fixed order.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use anyhow::Context as _;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::{Release, build::Built, record};

/// The files in a zip archive, after their inventory.
pub(super) fn zip(files: &[Built], release: &Release) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    let mut add = |path: &str, content: &str| -> anyhow::Result<()> {
        archive.start_file(format!("/{path}"), options).with_context(|| format!("cannot pack {path}"))?;
        archive.write_all(content.as_bytes())?;
        Ok(())
    };
    add("package_inventory.csv", &inventory(files, release))?;
    for file in files {
        add(&file.path, &file.content)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn inventory(files: &[Built], release: &Release) -> String {
    let mut lines = format!(
        "#build=x_scbr_m365ticket\n#appVersion={}\n#type=scoped\n#version={}\n",
        release.version, release.version
    );
    for file in files {
        let _ = writeln!(lines, "{};{}", file.path, record::sha256(&file.content));
    }
    lines
}
