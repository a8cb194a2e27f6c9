// What the instance asks of the engine. Scripts run inside `with (scope)`, so that each sees the
// platform's names as its own application does: two applications share a context without meeting.

const SCOPES = new Map();
let pending;
let frame = {};
Object.defineProperty(globalThis, "__scope", {
  get() {
    const scope = pending;
    pending = undefined;
    return scope;
  },
});

/** Names a rule or action brings along, absent elsewhere. */
const BROUGHT = ["current", "previous", "g_scratchpad", "action", "request", "response", "event", "parent", "answer"];

function scopeOf(name) {
  if (SCOPES.has(name)) return SCOPES.get(name);
  const scope = Object.create(null);
  SCOPES.set(name, scope);
  const system = systemOf(name);
  Object.assign(scope, {
    gs: system, GlideSystem: system, GlideRecord: recordsOf(name, false), GlideRecordSecure: recordsOf(name, true),
    GlideAggregate: aggregatesOf(name), GlideDateTime, GlideDate, GlideTime, GlideDuration, GlideElement,
    GlideStringUtil, GlideDigest, GlideCertificateEncryption, GlideSecureRandomUtil, GlideTableHierarchy,
    GlideSysAttachment, Class, ArrayUtil, JSUtil, AbstractAjaxProcessor, sn_ws_err,
    sn_ws: loud("sn_ws", { RESTMessageV2, RESTResponseV2 }),
    global: { AbstractAjaxProcessor, ArrayUtil, JSUtil, Class },
    require: (path) => required(name, stored(path)),
  });
  for (const brought of BROUGHT) {
    Object.defineProperty(scope, brought, {
      get: () => frame[brought],
      set: (value) => { frame[brought] = value; },
    });
  }
  for (const [include, owner, api] of JSON.parse(host.includes(name))) offer(scope, include, owner, api);
  return scope;
}

/** A script include is read when its name is first used. */
function offer(scope, include, owner, api) {
  const load = () => resolved(owner, api);
  if (api.startsWith("global.")) define(scope.global, include, load);
  if (!api.startsWith("global.") && !(owner in scope)) scope[owner] = {};
  if (!api.startsWith("global.")) define(scope[owner], include, load);
  if (scope === SCOPES.get(owner) || owner === "global") define(scope, include, load);
}

function define(object, name, load) {
  if (Object.getOwnPropertyDescriptor(object, name)?.configurable === false) return;
  Object.defineProperty(object, name, {
    configurable: true,
    get: load,
    set: (value) => Object.defineProperty(object, name, { value, writable: true, configurable: true }),
  });
}

const LOADED = new Map();

function resolved(owner, api) {
  const key = api.includes(".") ? api : `${owner}.${api}`;
  if (LOADED.has(key)) return LOADED.get(key).value;
  const slot = { value: undefined };
  LOADED.set(key, slot);
  const name = key.slice(key.indexOf(".") + 1);
  const scope = scopeOf(key.slice(0, key.indexOf(".")));
  Object.defineProperty(scope, name, { configurable: true, writable: true, value: undefined });
  slot.value = host.load(key, name, () => { pending = scope; });
  scope[name] = slot.value;
  return slot.value;
}

const MODULES = new Map();

function required(scope, path) {
  const key = `${scope}:${path}`;
  if (MODULES.has(key)) return MODULES.get(key).exports;
  const module = { exports: {} };
  MODULES.set(key, module);
  const make = host.module(scope, path, () => { pending = scopeOf(scope); });
  const folder = path.replace(/[^/]*$/, "");
  make(module, module.exports, (inner) => required(scope, joined(folder, stored(inner))));
  return module.exports;
}

function joined(folder, path) {
  if (!path.startsWith(".")) return path;
  const parts = [];
  for (const part of `${folder}${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** Makes the next script run in `scope` with these names; `leave` ends it. */
function enter(scope, brought) {
  pending = scopeOf(scope);
  frame = brought;
}

return {
  rule(scope, current, previous) {
    enter(scope, { current: recordOf(current), previous: recordOf(previous), g_scratchpad: {} });
  },
  action(scope, current) {
    const record = recordOf(current);
    enter(scope, {
      current: record,
      action: loud("action", {
        setRedirectURL: (where) => host.redirect(where instanceof GlideRecord ? where.getLink() : stored(where)),
        setReturnURL: (where) => host.redirect(where instanceof GlideRecord ? where.getLink() : stored(where)),
        openGlideRecord: (where) => host.redirect(where.getLink()),
        getGlideURI: () => "",
      }),
    });
  },
  rest(scope, given) {
    const { made, response } = outgoing();
    enter(scope, { request: incoming(JSON.parse(given)), response, made });
  },
  answer(value) {
    const made = frame.made;
    const body = made.body === undefined ? value : made.body;
    return JSON.stringify({
      status: made.status, headers: made.headers, written: made.written,
      body: body === undefined || body === null ? null : body, problem: made.problem ? described(made.problem) : null,
    });
  },
  problem: (thrown) => (thrown && thrown[EXTRA] ? JSON.stringify(thrown[EXTRA]) : ""),
  truth: (value) => (value instanceof GlideElement ? value.toString() === "true" : Boolean(value)),
  leave() { frame = {}; pending = undefined; },
};

function described(problem) {
  return problem[EXTRA] || { status: 500, message: stored(problem.message ?? problem), detail: "" };
}
