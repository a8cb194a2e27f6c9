// GlideRecord, GlideElement and their kind, over native records.
// A native record is a function: `native(operation, first, second, third)`.

const NATIVE = Symbol("native");
const ASKED = Symbol("asked");
const EXTRA = Symbol("extra");

/** Any value of a script as the text that a field stores. */
function stored(value) {
  if (value === null || value === undefined) return "";
  if (value instanceof GlideRecord) return value.getUniqueValue() || "";
  if (value instanceof GlideElement || value instanceof Moment) return value.getValue() || "";
  if (Array.isArray(value)) return value.map(stored).join(",");
  return String(value);
}

const SPELLED = { "CONTAINS": "LIKE", "DOES NOT CONTAIN": "NOT LIKE" };

function condition(name, operator, value) {
  const spelled = String(operator).trim().toUpperCase();
  return stored(name) + (SPELLED[spelled] || spelled) + stored(value).replace(/\^/g, "^^");
}

/** The condition that the arguments of addQuery and its kind stand for. */
function conditionOf(given) {
  const [name, operator, value] = given;
  if (given.length === 1) return stored(name);
  if (given.length === 2) {
    return operator === null || operator === undefined ? name + "ISEMPTY" : condition(name, "=", operator);
  }
  return condition(name, operator, value);
}

class GlideQueryCondition {
  constructor(asked, term) {
    this[ASKED] = asked;
    this[EXTRA] = term;
  }
  addOrCondition(...given) {
    this[EXTRA].push(conditionOf(given));
    return this;
  }
  addCondition(...given) {
    const term = [conditionOf(given)];
    this[ASKED].terms.push(term);
    return new GlideQueryCondition(this[ASKED], term);
  }
}

class GlideElement {
  constructor(native, path, kind) {
    this[NATIVE] = native;
    this[ASKED] = path;
    this[EXTRA] = kind;
  }
  getValue() { return this[NATIVE]("get", this[ASKED]); }
  toString() { return this[NATIVE]("get", this[ASKED]); }
  valueOf() { return this[NATIVE]("get", this[ASKED]); }
  toJSON() { return this[NATIVE]("get", this[ASKED]); }
  [Symbol.toPrimitive](hint) {
    const value = this[NATIVE]("get", this[ASKED]);
    if (hint === "number") return Number(value);
    return this[EXTRA] === "boolean" && hint === "default" ? value === "true" : value;
  }
  getDisplayValue() { return this[NATIVE]("display", this[ASKED]); }
  getDecryptedValue() { return this[NATIVE]("decrypted", this[ASKED]); }
  getHTMLValue() { return this.toString(); }
  getName() { return this[ASKED].split(".").pop(); }
  getLabel() { return this.about("label"); }
  getTableName() { return this.about("table"); }
  getReferenceTable() { return this.about("reference"); }
  getChoices() { return this[NATIVE]("choices", this[ASKED]); }
  getChoiceValue() { return this.getDisplayValue(); }
  getED() { return new GlideElementDescriptor(this[NATIVE], this[ASKED]); }
  getRefRecord() { return referred(this); }
  getJournalEntry(which) { return this[NATIVE]("journal", this[ASKED], Number(which)); }
  getGlideObject() { return this[EXTRA] === "date" ? new GlideDate(this) : new GlideDateTime(this); }
  dateNumericValue() { return new GlideDateTime(this).getNumericValue(); }
  nil() { return this.toString() === ""; }
  changes() { return this[NATIVE]("changes", this[ASKED]); }
  changesTo(value) { return this.changes() && this.toString() === stored(value); }
  changesFrom(value) { return this.changes() && this[NATIVE]("was", this[ASKED]) === stored(value); }
  setValue(value) { this[NATIVE]("set", this[ASKED], stored(value)); }
  setDisplayValue(value) { this[NATIVE]("setDisplay", this[ASKED], stored(value)); }
  setDateNumericValue(value) { this.setValue(new GlideDateTime(Number(value)).getValue()); }
  setJournalEntry(value) { this.setValue(value); }
  setError(message) { host.message("error", String(message)); }
  setInitialValue(value) { this.setValue(value); }
  canRead() { return this[NATIVE]("canField", this[ASKED], "read"); }
  canWrite() { return this[NATIVE]("canField", this[ASKED], "write"); }
  canCreate() { return this[NATIVE]("canField", this[ASKED], "create"); }
}
Object.defineProperty(GlideElement.prototype, "about", {
  value(what) { return this[NATIVE]("about", this[ASKED], what); },
});

class GlideElementDescriptor {
  constructor(native, path) {
    this.getName = () => path.split(".").pop();
    this.getLabel = () => native("about", path, "label");
    this.getInternalType = () => native("about", path, "type");
    this.getLength = () => Number(native("about", path, "length"));
    this.getReference = () => native("about", path, "reference");
    this.isMandatory = () => native("about", path, "mandatory") === "true";
    this.isReadOnly = () => native("about", path, "read_only") === "true";
  }
}

const ELEMENT = {
  get(target, key) {
    if (typeof key === "symbol" || key in target) return Reflect.get(target, key);
    return target[EXTRA] === "reference" ? element(target[NATIVE], `${target[ASKED]}.${key}`) : undefined;
  },
  set(target, key) {
    throw new TypeError(`cannot set ${target[ASKED]}.${String(key)}: query the record it belongs to`);
  },
};

function element(native, path) {
  const kind = native("kind", path);
  return kind === undefined ? undefined : new Proxy(new GlideElement(native, path, kind), ELEMENT);
}

function referred(field) {
  const record = recordOf(field[NATIVE]("refer", field[ASKED]));
  record.next();
  return record;
}

const RECORD = {
  get(target, key) {
    if (typeof key === "symbol" || key in target) return Reflect.get(target, key);
    return element(target[NATIVE], key);
  },
  set(target, key, value) {
    if (typeof key === "symbol" || !target[NATIVE]("set", key, stored(value))) {
      return Reflect.set(target, key, value);
    }
    return true;
  },
  has(target, key) {
    return key in target || (typeof key === "string" && target[NATIVE]("kind", key) !== undefined);
  },
  ownKeys(target) {
    return [...new Set([...target[NATIVE]("fields"), ...Reflect.ownKeys(target)])];
  },
  getOwnPropertyDescriptor(target, key) {
    const own = Reflect.getOwnPropertyDescriptor(target, key);
    if (own || typeof key === "symbol") return own;
    return { value: element(target[NATIVE], key), enumerable: true, configurable: true, writable: true };
  },
};

class GlideRecord {
  constructor(native) {
    hidden(this, NATIVE, native);
    hidden(this, ASKED, { terms: [], orders: [], limit: null, offset: 0 });
  }

  addQuery(...given) { return asked(this, conditionOf(given)); }
  addEncodedQuery(query) { asked(this, stored(query)); }
  addActiveQuery() { return asked(this, "active=true"); }
  addInactiveQuery() { return asked(this, "active=false"); }
  addNullQuery(name) { return asked(this, `${name}ISEMPTY`); }
  addNotNullQuery(name) { return asked(this, `${name}ISNOTEMPTY`); }
  addOrCondition(...given) {
    const terms = this[ASKED].terms;
    if (terms.length === 0) return this.addQuery(...given);
    return new GlideQueryCondition(this[ASKED], terms[terms.length - 1]).addOrCondition(...given);
  }
  addJoinQuery(table, mine, theirs) {
    const join = `JOIN${this.getTableName()}.${mine || "sys_id"}=${table}.${theirs || this.getTableName()}!`;
    return asked(this, join);
  }
  orderBy(name) { this[ASKED].orders.push(`ORDERBY${name}`); }
  orderByDesc(name) { this[ASKED].orders.push(`ORDERBYDESC${name}`); }
  setLimit(count) { this[ASKED].limit = Number(count); }
  chooseWindow(first, last) {
    this[ASKED].offset = Number(first);
    this[ASKED].limit = Math.max(0, Number(last) - Number(first));
  }
  getEncodedQuery() {
    const { terms, orders } = this[ASKED];
    return [...terms.map((term) => term.join("^OR")), ...orders].filter(Boolean).join("^");
  }
  query(...given) {
    if (given.length > 0) this.addQuery(...given);
    const { limit, offset } = this[ASKED];
    this[NATIVE]("query", this.getEncodedQuery(), limit === null ? -1 : limit, offset);
  }
  get(name, value) {
    if (arguments.length > 1) return this[NATIVE]("getBy", stored(name), stored(value));
    return this[NATIVE]("getBy", "sys_id", stored(name));
  }
  next() { return this[NATIVE]("next"); }
  hasNext() { return this[NATIVE]("hasNext"); }
  getRowCount() { return this[NATIVE]("count"); }
  getLocation() { return this[NATIVE]("location"); }

  initialize() { this[NATIVE]("initialize", false); }
  newRecord() { this[NATIVE]("initialize", true); }
  setNewGuid() { return this.setNewGuidValue(host.guid()); }
  setNewGuidValue(id) { this[NATIVE]("set", "sys_id", stored(id)); return stored(id); }
  insert() { return this[NATIVE]("insert"); }
  update() { return this[NATIVE]("update"); }
  insertOrUpdate() { return this.isNewRecord() ? this.insert() : this.update(); }
  deleteRecord() { return this[NATIVE]("delete"); }
  updateMultiple() { this[NATIVE]("updateMultiple", this.getEncodedQuery(), this[ASKED].limit ?? -1); }
  deleteMultiple() { this[NATIVE]("deleteMultiple", this.getEncodedQuery(), this[ASKED].limit ?? -1); }

  getValue(name) {
    const value = this[NATIVE]("get", stored(name));
    return value === undefined || value === "" ? null : value;
  }
  setValue(name, value) { this[NATIVE]("set", stored(name), stored(value)); }
  getDisplayValue(name) {
    return this[NATIVE]("display", name === undefined ? "" : stored(name));
  }
  setDisplayValue(name, value) { this[NATIVE]("setDisplay", stored(name), stored(value)); }
  getElement(name) { return element(this[NATIVE], stored(name)); }
  getElements() { return this[NATIVE]("fields").map((name) => element(this[NATIVE], name)); }
  getFields() { return this.getElements(); }
  getUniqueValue() { return this[NATIVE]("get", "sys_id") || null; }
  getUniqueName() { return "sys_id"; }
  getDisplayName() { return this[NATIVE]("displayField"); }
  getTableName() { return this[NATIVE]("table"); }
  getRecordClassName() { return this[NATIVE]("class"); }
  getClassDisplayValue() { return this[NATIVE]("label"); }
  getLabel() { return this[NATIVE]("label"); }
  getLink() { return `${this.getTableName()}.do?sys_id=${this.getUniqueValue() || -1}`; }
  getLastErrorMessage() { return this[NATIVE]("problem"); }
  instanceOf(table) { return this[NATIVE]("isA", stored(table)); }

  isValid() { return this[NATIVE]("valid"); }
  isValidField(name) { return this[NATIVE]("kind", stored(name)) !== undefined; }
  isValidRecord() { return this[NATIVE]("holds"); }
  isNewRecord() { return this[NATIVE]("isNew"); }
  isActionAborted() { return this[NATIVE]("isAborted"); }
  operation() { return this[NATIVE]("operation"); }
  changes() { return this[NATIVE]("changes", ""); }
  setAbortAction(abort) { this[NATIVE]("abort", Boolean(abort)); }
  setWorkflow(on) { this[NATIVE]("workflow", Boolean(on)); }
  autoSysFields(on) { this[NATIVE]("systemFields", Boolean(on)); }
  setUseEngines() { }
  canRead() { return this[NATIVE]("can", "read"); }
  canWrite() { return this[NATIVE]("can", "write"); }
  canCreate() { return this[NATIVE]("can", "create"); }
  canDelete() { return this[NATIVE]("can", "delete"); }
  toString() { return `[object GlideRecord(${this.getTableName()})]`; }
}
for (const name of ["query", "next", "get"]) {
  GlideRecord.prototype[`_${name}`] = GlideRecord.prototype[name];
}

function hidden(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: false });
}

function asked(record, text) {
  const term = [text];
  record[ASKED].terms.push(term);
  return new GlideQueryCondition(record[ASKED], term);
}

function recordOf(native) {
  return native ? new Proxy(new GlideRecord(native), RECORD) : null;
}

/** A constructor whose records act for an application scope. */
function recordsOf(scope, secure) {
  function Records(table) {
    return recordOf(host.record(stored(table), scope, secure));
  }
  Records.prototype = GlideRecord.prototype;
  return Records;
}

class GlideAggregate {
  constructor(table, scope) {
    this[NATIVE] = { table: stored(table), scope };
    this[ASKED] = { terms: [], orders: [] };
    this[EXTRA] = { measures: [], groups: [], having: [], ordering: [], rows: [], at: -1 };
  }
  addAggregate(name, field) {
    this[EXTRA].measures.push([String(name), field ? stored(field) : ""]);
  }
  groupBy(field) { this[EXTRA].groups.push(stored(field)); }
  addHaving(name, field, operator, value) {
    this[EXTRA].having.push([String(name), stored(field), String(operator), stored(value)]);
  }
  orderByAggregate(name, field) { this[EXTRA].ordering.push([String(name), field ? stored(field) : ""]); }
  setGroup() { }
  query() {
    const { measures, groups, having, ordering } = this[EXTRA];
    const request = { query: this.getEncodedQuery(), measures, groups, having, ordering };
    const { table, scope } = this[NATIVE];
    this[EXTRA].rows = JSON.parse(host.aggregate(table, scope, JSON.stringify(request)));
    this[EXTRA].at = -1;
  }
  next() {
    this[EXTRA].at = Math.min(this[EXTRA].at + 1, this[EXTRA].rows.length);
    return this[EXTRA].at < this[EXTRA].rows.length;
  }
  hasNext() { return this[EXTRA].at + 1 < this[EXTRA].rows.length; }
  getRowCount() { return this[EXTRA].rows.length; }
  getTableName() { return this[NATIVE].table; }
  getAggregate(name, field) {
    const row = this[EXTRA].rows[this[EXTRA].at];
    const key = `${String(name).toLowerCase()}:${field ? stored(field) : ""}`;
    return row && key in row.values ? row.values[key] : null;
  }
  getValue(field) { return aggregated(this, field, "value"); }
  getDisplayValue(field) { return aggregated(this, field, "display"); }
  toString() { return `[object GlideAggregate(${this[NATIVE].table})]`; }
}
for (const name of [
  "addQuery", "addEncodedQuery", "addActiveQuery", "addInactiveQuery", "addNullQuery", "addNotNullQuery",
  "addOrCondition", "addJoinQuery", "orderBy", "orderByDesc", "getEncodedQuery",
]) {
  GlideAggregate.prototype[name] = GlideRecord.prototype[name];
}

function aggregated(aggregate, field, what) {
  const { rows, at } = aggregate[EXTRA];
  const group = rows[at] && rows[at].groups[stored(field)];
  return group ? group[what] : null;
}

const AGGREGATE = {
  get(target, key) {
    if (typeof key === "symbol" || key in target) return Reflect.get(target, key);
    const value = target.getValue(key);
    return value === null ? undefined : value;
  },
};

function aggregatesOf(scope) {
  function Aggregates(table) {
    return new Proxy(new GlideAggregate(table, scope), AGGREGATE);
  }
  Aggregates.prototype = GlideAggregate.prototype;
  return Aggregates;
}
