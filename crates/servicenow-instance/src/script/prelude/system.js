// `gs`, the person behind it, and the small classes that scripts expect.

/** Names that look like a feature and are none here are refused by name. */
function loud(name, object) {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (typeof key === "symbol" || key in target) return Reflect.get(target, key, receiver);
      if (key === "toJSON" || key === "then") return undefined;
      throw new TypeError(`${name}.${key} is not supported by this instance`);
    },
  });
}

function filled(text, values) {
  const given = values.length === 1 && Array.isArray(values[0]) ? values[0] : values;
  return stored(text).replace(/\{(\d+)\}/g, (whole, at) => (at in given ? stored(given[at]) : whole));
}

function userOf() {
  const about = (what) => host.user(what);
  return loud("GlideUser", {
    getID: () => about("id"),
    getName: () => about("name"),
    getUserName: () => about("name"),
    getDisplayName: () => about("display"),
    getFullName: () => about("display"),
    getFirstName: () => about("first_name"),
    getLastName: () => about("last_name"),
    getEmail: () => about("email"),
    getCompanyID: () => about("company"),
    getDepartmentID: () => about("department"),
    getLocation: () => about("location"),
    getManagerID: () => about("manager"),
    getTZ: () => about("zone"),
    getPreference: (name) => host.preference(stored(name)),
    savePreference: (name, value) => host.savePreference(stored(name), stored(value)),
    getRoles: () => JSON.parse(about("roles")),
    getUserRoles: () => JSON.parse(about("roles")),
    getMyGroups: () => JSON.parse(about("groups")),
    hasRole: (role) => host.hasRole(stored(role)),
    isMemberOf: (group) => host.isMemberOf(stored(group)),
  });
}

/** Functions of gs that the engine's table of computed dates knows. */
const COMPUTED = [
  "daysAgo", "daysAgoStart", "daysAgoEnd", "hoursAgo", "hoursAgoStart", "hoursAgoEnd", "minutesAgo",
  "minutesAgoStart", "minutesAgoEnd", "monthsAgo", "monthsAgoStart", "monthsAgoEnd", "quartersAgo",
  "quartersAgoStart", "quartersAgoEnd", "yearsAgo", "yearsAgoStart", "yearsAgoEnd", "weeksAgo",
  "beginningOfToday", "beginningOfYesterday", "beginningOfTomorrow", "beginningOfThisWeek",
  "beginningOfThisMonth", "beginningOfThisQuarter", "beginningOfThisYear", "beginningOfLastWeek",
  "beginningOfLastMonth", "beginningOfLastYear", "beginningOfNextWeek", "beginningOfNextMonth",
  "beginningOfNextYear", "endOfToday", "endOfYesterday", "endOfTomorrow", "endOfThisWeek", "endOfThisMonth",
  "endOfThisQuarter", "endOfThisYear", "endOfLastWeek", "endOfLastMonth", "endOfLastYear", "endOfNextWeek",
  "endOfNextMonth", "endOfNextYear", "dateGenerate",
];

function systemOf(scope) {
  const log = (level) => (text, ...values) => host.log(level, filled(text, values), scope);
  const gs = {
    info: log(0), warn: log(1), error: log(2), debug: log(-1),
    isDebugging: () => true,
    addInfoMessage: (text) => host.message("info", stored(text)),
    addErrorMessage: (text) => host.message("error", stored(text)),
    addErrorMessageNoSanitization: (text) => host.message("error", stored(text)),
    getProperty: (name, other) => host.property(stored(name)) ?? (other === undefined ? null : other),
    setProperty: (name, value) => host.setProperty(stored(name), stored(value)),
    getUserID: () => host.user("id"),
    getUserName: () => host.user("name"),
    getUserDisplayName: () => host.user("display"),
    getUser: userOf,
    hasRole: (roles) => stored(roles).split(",").some((role) => host.hasRole(role.trim())),
    hasRoleInGroup: (role, group) => host.hasRole(stored(role)) && host.isMemberOf(stored(group)),
    isLoggedIn: () => host.user("name") !== "guest",
    isInteractive: () => host.user("interactive") === "true",
    isMobile: () => false,
    getSession: () => sessionOf(),
    getSessionID: () => host.user("session"),
    now: () => wire(local(host.now())).slice(0, 10),
    nowDateTime: () => host.shown(wire(host.now())),
    nowNoTZ: () => wire(host.now()),
    dateDiff: (start, end, seconds) => {
      const apart = momentOf(end) - momentOf(start);
      return seconds ? String(Math.round(apart / 1000)) : new GlideDuration(apart).getDurationValue();
    },
    nil: (value) => stored(value) === "",
    tableExists: (table) => host.tableExists(stored(table)),
    generateGUID: () => host.guid(),
    getCurrentScopeName: () => (scope === "global" ? "rhino.global" : scope),
    getCallerScopeName: () => (scope === "global" ? "rhino.global" : scope),
    getCurrentApplicationId: () => host.scopeId(scope),
    getMessage: (text, ...values) => filled(text, values),
    base64Encode: (text) => host.base64(stored(text)),
    base64Decode: (text) => host.unbase64(stored(text)),
    urlEncode: (text) => encodeURIComponent(stored(text)),
    urlDecode: (text) => decodeURIComponent(stored(text)),
    xmlToJSON: undefined,
    eventQueue: (name, record, first, second, queue) => host.event(JSON.stringify({
      name: stored(name), table: record ? record.getTableName() : "", instance: stored(record),
      parm1: stored(first), parm2: stored(second), queue: stored(queue),
    })),
    include: (name) => { resolved(scope, stored(name)); return true; },
    setRedirect: (address) => host.redirect(stored(address)),
    setReturn: (address) => host.redirect(stored(address)),
  };
  delete gs.xmlToJSON;
  for (const name of COMPUTED) {
    gs[name] = (...given) => host.computed(name, given.map((value) => `"${stored(value)}"`).join(","));
  }
  if (scope === "global") {
    Object.assign(gs, {
      log: (text, source) => host.log(0, stored(text), source === undefined ? "*** Script" : stored(source)),
      logWarning: (text, source) => host.log(1, stored(text), stored(source) || "*** Script"),
      logError: (text, source) => host.log(2, stored(text), stored(source) || "*** Script"),
      print: (text) => host.log(0, `*** Script: ${stored(text)}`, "*** Script"),
    });
  } else {
    for (const name of ["log", "logWarning", "logError", "print"]) {
      gs[name] = () => {
        throw new TypeError(`Function ${name} is not allowed in scope ${scope}. Use gs.debug() or gs.info() instead`);
      };
    }
  }
  return loud("gs", gs);
}

function sessionOf() {
  return loud("GlideSession", {
    isLoggedIn: () => host.user("name") !== "guest",
    isInteractive: () => host.user("interactive") === "true",
    getTimeZoneName: () => host.user("zone"),
    getLanguage: () => host.user("language"),
    getClientIP: () => host.user("address"),
    getCurrentApplicationId: () => "",
    getSessionToken: () => "",
    putClientData: (name, value) => { CLIENT_DATA.set(stored(name), stored(value)); },
    getClientData: (name) => CLIENT_DATA.get(stored(name)) ?? null,
    clearClientData: (name) => { CLIENT_DATA.delete(stored(name)); },
  });
}
const CLIENT_DATA = new Map();

const Class = {
  create() {
    return function (...given) {
      if (typeof this.initialize === "function") this.initialize(...given);
    };
  },
};

Object.defineProperty(Object, "extendsObject", {
  value(parent, members) {
    const made = Object.create(parent.prototype || parent);
    return Object.assign(made, members);
  },
});

/** Base of script includes that a browser may call. */
function AbstractAjaxProcessor(request) {
  this.initialize(request);
}
Object.assign(AbstractAjaxProcessor.prototype, {
  initialize(request) { this.request = request || {}; },
  getParameter(name) { return this.request[name] ?? null; },
  getName() { return this.getParameter("sysparm_name"); },
  getType() { return this.getParameter("sysparm_type"); },
  getValue() { return this.getParameter("sysparm_value"); },
  setError(text) { this.error = text; },
  process() { return this[this.getName()](); },
  type: "AbstractAjaxProcessor",
});

class ArrayUtil {
  contains(list, value) { return list.indexOf(value) > -1; }
  indexOf(list, value, from) { return list.indexOf(value, from); }
  unique(list) { return [...new Set(list)]; }
  concat(one, other) { return one.concat(other); }
  union(...lists) { return [...new Set(lists.flat())]; }
  intersect(one, ...others) { return [...new Set(one)].filter((value) => others.every((list) => list.includes(value))); }
  diff(one, ...others) { return [...new Set(one)].filter((value) => !others.some((list) => list.includes(value))); }
  convertArray(list) { return Array.from(list); }
}

const JSUtil = {
  nil: (value) => stored(value) === "",
  notNil: (value) => stored(value) !== "",
  has: (value) => value !== null && value !== undefined,
  doesNotHave: (value) => value === null || value === undefined,
  toBoolean: (value) => value === true || stored(value).toLowerCase() === "true",
  isJavaObject: () => false,
};

const GlideStringUtil = loud("GlideStringUtil", {
  nil: (value) => stored(value) === "",
  notNil: (value) => stored(value) !== "",
  base64Encode: (text) => host.base64(stored(text)),
  base64Decode: (text) => host.unbase64(stored(text)),
  escapeHTML: (text) => stored(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  isEligibleSysID: (text) => /^[0-9a-f]{32}$/i.test(stored(text)),
  getStringFromStream: (text) => stored(text),
});

class GlideDigest {
  getSHA256Hex(text) { return host.digest("hex", stored(text)); }
  getSHA256Base64(text) { return host.digest("base64", stored(text)); }
}

class GlideCertificateEncryption {
  /** `key` in Base64; the answer too. */
  generateMac(key, algorithm, data) { return host.mac(stored(key), stored(algorithm), stored(data)); }
}

const GlideSecureRandomUtil = loud("GlideSecureRandomUtil", {
  getSecureRandomString: (length) => host.randomText(Number(length)),
  getSecureRandomInt: () => host.randomInt(2 ** 31),
  getSecureRandomIntBound: (bound) => host.randomInt(Number(bound)),
});

class GlideTableHierarchy {
  constructor(table) { this.name = stored(table); }
  getName() { return this.name; }
  getTables() { return JSON.parse(host.hierarchy(this.name, "lineage")); }
  getAllExtensions() { return JSON.parse(host.hierarchy(this.name, "classes")); }
  getTableExtensions() { return this.getAllExtensions().filter((name) => name !== this.name); }
  getHierarchy() { return [...new Set([...this.getTables(), ...this.getAllExtensions()])]; }
  getBase() { return this.getTables().pop() ?? this.name; }
  getRoot() { return this.getBase(); }
  isBaseClass() { return this.getBase() === this.name; }
  isSoloClass() { return this.isBaseClass() && this.getAllExtensions().length === 1; }
}

class GlideSysAttachment {
  getContent(attachment) { return host.attachmentText(attachment.getUniqueValue()); }
  getContentBase64(attachment) { return host.attachmentBase64(attachment.getUniqueValue()); }
  write(record, name, type, content) {
    return host.attach(record.getTableName(), record.getUniqueValue(), stored(name), stored(type), host.base64(stored(content)));
  }
  writeBase64(record, name, type, content) {
    return host.attach(record.getTableName(), record.getUniqueValue(), stored(name), stored(type), stored(content));
  }
  deleteAttachment(id) { host.detach(stored(id)); }
  getAttachments(table, id) {
    const found = recordOf(host.record("sys_attachment", "global", false));
    found.addQuery("table_name", table);
    found.addQuery("table_sys_id", id);
    found.query();
    return found;
  }
}
