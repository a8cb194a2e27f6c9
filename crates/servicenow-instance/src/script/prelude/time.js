// Moments, dates and durations. Inside, a moment is milliseconds since 1970 in UTC.

const DAY = 86_400_000;
const WIRE = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?/;

const two = (number) => String(number).padStart(2, "0");

function wire(at) {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** `yyyy-MM-dd HH:mm:ss` as milliseconds, NaN when it is no moment. */
function read(text) {
  const found = WIRE.exec(text);
  if (!found) return NaN;
  const [, year, month, day, hour, minute, second] = found.map(Number);
  return Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0);
}

const local = (at) => at + host.offset(at);
const fromLocal = (at) => host.toUtc(at);

/** Moves by whole months, to the last day of a shorter month. */
function months(at, count) {
  const then = new Date(at);
  const day = then.getUTCDate();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() + count);
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(day, last));
  return then.getTime();
}

class Moment {
  constructor(at) {
    hidden(this, EXTRA, { at, problem: "" });
  }
  getNumericValue() { return this[EXTRA].at; }
  isValid() { return !Number.isNaN(this[EXTRA].at); }
  getErrorMsg() { return this[EXTRA].problem; }
  equals(other) { return this[EXTRA].at === momentOf(other); }
  compareTo(other) { return Math.sign(this[EXTRA].at - momentOf(other)); }
  before(other) { return this[EXTRA].at < momentOf(other); }
  after(other) { return this[EXTRA].at > momentOf(other); }
  onOrBefore(other) { return this[EXTRA].at <= momentOf(other); }
  onOrAfter(other) { return this[EXTRA].at >= momentOf(other); }
  toString() { return this.getValue(); }
  valueOf() { return this.getValue(); }
  toJSON() { return this.getValue(); }
}

function momentOf(value) {
  if (value instanceof Moment) return value[EXTRA].at;
  if (typeof value === "number") return value;
  return read(stored(value));
}

class GlideDateTime extends Moment {
  constructor(value) {
    super(value === undefined ? host.now() : momentOf(value));
  }
  getValue() { return this.isValid() ? wire(this[EXTRA].at) : ""; }
  setValue(value) { this[EXTRA].at = momentOf(value); }
  setNumericValue(value) { this[EXTRA].at = Number(value); }
  setValueUTC(value) { this.setValue(value); }
  getValueInternal() { return this.getValue(); }
  getDisplayValue() { return this.isValid() ? host.shown(this.getValue()) : ""; }
  getDisplayValueInternal() { return this.isValid() ? wire(local(this[EXTRA].at)) : ""; }
  setDisplayValue(value) { this[EXTRA].at = fromLocal(read(host.readShown(stored(value)))); }
  setDisplayValueInternal(value) { this[EXTRA].at = fromLocal(read(stored(value))); }
  getDate() { return new GlideDate(wire(this[EXTRA].at)); }
  getLocalDate() { return new GlideDate(wire(local(this[EXTRA].at))); }
  getTime() { return new GlideTime(((this[EXTRA].at % DAY) + DAY) % DAY); }
  getLocalTime() { return new GlideTime(((local(this[EXTRA].at) % DAY) + DAY) % DAY); }
  getTZOffset() { return host.offset(this[EXTRA].at); }
  isDST() { return host.offset(this[EXTRA].at) !== host.offset(Date.UTC(new Date(this[EXTRA].at).getUTCFullYear(), 0, 1)); }
  hasDate() { return this.isValid(); }
  add(amount) { this[EXTRA].at += typeof amount === "number" ? amount : momentOf(amount); }
  subtract(amount) {
    if (typeof amount === "number") { this[EXTRA].at -= amount; return undefined; }
    if (amount instanceof GlideTime) { this[EXTRA].at -= amount.getNumericValue(); return undefined; }
    return this[EXTRA].at - momentOf(amount);
  }
  addSeconds(count) { this[EXTRA].at += Number(count) * 1000; }
  addDays(count) { this.addDaysLocalTime(count); }
  addDaysUTC(count) { this[EXTRA].at += Number(count) * DAY; }
  addWeeks(count) { this.addDaysLocalTime(Number(count) * 7); }
  addMonths(count) { this.addMonthsLocalTime(count); }
  addYears(count) { this.addMonthsLocalTime(Number(count) * 12); }
  addDaysLocalTime(count) { this[EXTRA].at = fromLocal(local(this[EXTRA].at) + Number(count) * DAY); }
  addWeeksLocalTime(count) { this.addDaysLocalTime(Number(count) * 7); }
  addWeeksUTC(count) { this.addDaysUTC(Number(count) * 7); }
  addMonthsLocalTime(count) { this[EXTRA].at = fromLocal(months(local(this[EXTRA].at), Number(count))); }
  addMonthsUTC(count) { this[EXTRA].at = months(this[EXTRA].at, Number(count)); }
  addYearsLocalTime(count) { this.addMonthsLocalTime(Number(count) * 12); }
  addYearsUTC(count) { this.addMonthsUTC(Number(count) * 12); }
  static subtract(start, end) { return new GlideDuration(momentOf(end) - momentOf(start)); }
}
const PARTS = {
  Year: (day) => day.getUTCFullYear(),
  Month: (day) => day.getUTCMonth() + 1,
  DayOfMonth: (day) => day.getUTCDate(),
  DayOfWeek: (day) => day.getUTCDay() || 7,
  DaysInMonth: (day) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate(),
};
for (const [name, part] of Object.entries(PARTS)) {
  const inZone = function () { return part(new Date(local(this[EXTRA].at))); };
  const inUtc = function () { return part(new Date(this[EXTRA].at)); };
  Object.assign(GlideDateTime.prototype, {
    [`get${name}`]: inZone, [`get${name}LocalTime`]: inZone, [`get${name}UTC`]: inUtc,
  });
}

class GlideDate extends Moment {
  constructor(value) {
    const at = value === undefined ? local(host.now()) : momentOf(value);
    super(Math.floor(at / DAY) * DAY);
  }
  getValue() { return this.isValid() ? wire(this[EXTRA].at).slice(0, 10) : ""; }
  setValue(value) { this[EXTRA].at = Math.floor(momentOf(value) / DAY) * DAY; }
  getDisplayValue() { return this.isValid() ? host.shownDate(this.getValue()) : ""; }
  getDisplayValueInternal() { return this.getValue(); }
  setDisplayValue(value) { this.setValue(host.readShown(stored(value))); }
  addDays(count) { this[EXTRA].at += Number(count) * DAY; }
  addDaysUTC(count) { this.addDays(count); }
  addDaysLocalTime(count) { this.addDays(count); }
  addMonths(count) { this[EXTRA].at = months(this[EXTRA].at, Number(count)); }
  addYears(count) { this.addMonths(Number(count) * 12); }
  getByFormat(pattern) {
    const day = new Date(this[EXTRA].at);
    return String(pattern).replace(/yyyy|MM|dd/g, (part) => ({
      yyyy: day.getUTCFullYear(), MM: two(day.getUTCMonth() + 1), dd: two(day.getUTCDate()),
    })[part]);
  }
  static subtract(start, end) { return new GlideDuration(momentOf(end) - momentOf(start)); }
}
for (const name of ["Year", "Month", "DayOfMonth", "DayOfWeek", "DaysInMonth"]) {
  const read = function () { return PARTS[name](new Date(this[EXTRA].at)); };
  Object.assign(GlideDate.prototype, { [`get${name}`]: read, [`get${name}UTC`]: read, [`get${name}NoTZ`]: read });
}

class GlideTime extends Moment {
  constructor(value) {
    super(value === undefined ? 0 : typeof value === "number" ? value : momentOf(`1970-01-01 ${stored(value)}`));
  }
  getValue() { return this.isValid() ? wire(this[EXTRA].at).slice(11) : ""; }
  setValue(value) { this[EXTRA].at = momentOf(`1970-01-01 ${stored(value)}`); }
  getDisplayValue() { return this.getValue(); }
  getByFormat(pattern) {
    const [hour, minute, second] = this.getValue().split(":");
    return String(pattern).replace(/HH|mm|ss/g, (part) => ({ HH: hour, mm: minute, ss: second })[part]);
  }
}

/** `3 04:05:06`, `04:05:06` or the stored form after 1970. */
function span(text) {
  const found = /^\s*(?:(\d+)\s+)?(\d{1,3}):(\d{2}):(\d{2})\s*$/.exec(text);
  if (!found) return read(text);
  const [, days, hours, minutes, seconds] = found.map((part) => Number(part || 0));
  return ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
}

class GlideDuration extends Moment {
  constructor(value) {
    super(value === undefined ? 0 : typeof value === "number" ? value
      : value instanceof Moment ? momentOf(value) : span(stored(value)));
  }
  getValue() { return wire(this[EXTRA].at); }
  setValue(value) { this[EXTRA].at = typeof value === "number" ? value : span(stored(value)); }
  getDayPart() { return Math.floor(this[EXTRA].at / DAY); }
  getRoundedDayPart() { return Math.round(this[EXTRA].at / DAY); }
  getDurationValue() {
    const days = this.getDayPart();
    const time = wire(((this[EXTRA].at % DAY) + DAY) % DAY).slice(11);
    return days ? `${days} ${time}` : time;
  }
  getDisplayValue() { return host.shownDuration(this.getValue()); }
  add(other) { return new GlideDuration(this[EXTRA].at + momentOf(other)); }
  subtract(other) { return new GlideDuration(this[EXTRA].at - momentOf(other)); }
}
