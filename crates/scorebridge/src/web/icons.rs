//! The pictures in use: Lucide outlines out of the icon crate, drawn once in each page as a sprite of symbols.
//! Our own mark, a shield in two blues, is drawn here as well.

use std::fmt::Write as _;
use std::sync::LazyLock;

use icondata_core::Icon;
use icondata_lu as lu;

/// Names that templates use.
static ICONS: &[(&str, Icon)] = &[
    ("activity", lu::LuActivity),
    ("alert", lu::LuCircleAlert),
    ("arrow-down", lu::LuArrowDown),
    ("arrow-up", lu::LuArrowUp),
    ("ban", lu::LuBan),
    ("calendar", lu::LuCalendar),
    ("check", lu::LuCheck),
    ("chevron-down", lu::LuChevronDown),
    ("chevron-right", lu::LuChevronRight),
    ("clock", lu::LuClock),
    ("close", lu::LuX),
    ("columns", lu::LuColumns3),
    ("copy", lu::LuCopy),
    ("download", lu::LuDownload),
    ("external", lu::LuExternalLink),
    ("eye", lu::LuEye),
    ("help", lu::LuCircleHelp),
    ("history", lu::LuHistory),
    ("home", lu::LuHouse),
    ("info", lu::LuInfo),
    ("link", lu::LuLink),
    ("mail", lu::LuMail),
    ("menu", lu::LuMenu),
    ("more", lu::LuEllipsis),
    ("note", lu::LuMessageSquare),
    ("pencil", lu::LuPencil),
    ("plug", lu::LuPlug),
    ("plus", lu::LuPlus),
    ("refresh", lu::LuRefreshCw),
    ("search", lu::LuSearch),
    ("send", lu::LuSend),
    ("settings", lu::LuSettings),
    ("share", lu::LuShare2),
    ("sign-out", lu::LuLogOut),
    ("sliders", lu::LuSlidersHorizontal),
    ("stethoscope", lu::LuStethoscope),
    ("success", lu::LuCircleCheck),
    ("theme", lu::LuContrast),
    ("ticket", lu::LuTicket),
    ("trash", lu::LuTrash2),
    ("trophy", lu::LuTrophy),
    ("user", lu::LuUser),
    ("warning", lu::LuTriangleAlert),
];

/// All symbols, for the end of each page.
pub(crate) static SPRITE: LazyLock<String> = LazyLock::new(|| {
    let mut sprite = String::from("<svg class=\"sprite\" aria-hidden=\"true\" width=\"0\" height=\"0\">");
    for (name, icon) in ICONS {
        let data = icon.data.replace(['\n', '\r'], "").replace(" />", "/>");
        write!(sprite, "<symbol id=\"i-{name}\" viewBox=\"0 0 24 24\">{data}</symbol>")
            .expect("a string takes everything");
    }
    sprite.push_str("</svg>");
    sprite
});

/// One picture. A name that is not in the list is a mistake of the template: every page is rendered in a test.
pub(crate) fn use_icon(name: &str) -> askama::Result<String> {
    if ICONS.iter().any(|(known, _)| *known == name) {
        Ok(format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>"))
    } else {
        Err(askama::Error::custom(format!("no icon is named {name:?}")))
    }
}

/// The product's mark; also served as the icon of browser tabs.
pub(crate) const MARK: &str = r##"<svg class="mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true"><path fill="#2f8ee5" d="M12 1.5 3 5v6.2c0 5.3 3.7 9.3 9 11.3z"/><path fill="#69b4f7" d="M12 1.5 21 5v6.2c0 5.3-3.7 9.3-9 11.3z"/><path fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" d="m7.8 12 2.9 2.9 5.5-5.7"/></svg>"##;
