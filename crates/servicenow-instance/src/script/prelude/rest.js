// Outbound calls, and request and response of scripted REST APIs.

class RESTMessageV2 {
  constructor(name, fn) {
    this[EXTRA] = {
      method: "GET", endpoint: "", headers: {}, query: [], body: "", timeout: 0, user: null, parameters: {},
      ...(name ? JSON.parse(host.restMessage(stored(name), stored(fn))) : {}),
    };
  }
  setEndpoint(address) { this[EXTRA].endpoint = stored(address); }
  getEndpoint() { return addressOf(this[EXTRA]); }
  setHttpMethod(method) { this[EXTRA].method = stored(method).toUpperCase(); }
  setRequestHeader(name, value) { this[EXTRA].headers[stored(name)] = stored(value); }
  getRequestHeader(name) { return this[EXTRA].headers[stored(name)] ?? null; }
  getRequestHeaders() { return { ...this[EXTRA].headers }; }
  setRequestBody(body) { this[EXTRA].body = stored(body); }
  getRequestBody() { return substituted(this[EXTRA], this[EXTRA].body); }
  setQueryParameter(name, value) { this[EXTRA].query.push([stored(name), stored(value)]); }
  setStringParameter(name, value) { this[EXTRA].parameters[stored(name)] = stored(value); }
  setStringParameterNoEscape(name, value) { this[EXTRA].parameters[stored(name)] = stored(value); }
  setBasicAuth(user, password) { this[EXTRA].user = [stored(user), stored(password)]; }
  setHttpTimeout(milliseconds) { this[EXTRA].timeout = Number(milliseconds); }
  setRequestBodyFromAttachment() { throw new TypeError("RESTMessageV2.setRequestBodyFromAttachment is not supported by this instance"); }
  setAuthenticationProfile() { throw new TypeError("RESTMessageV2.setAuthenticationProfile is not supported by this instance"); }
  setMutualAuth() { throw new TypeError("RESTMessageV2.setMutualAuth is not supported by this instance"); }
  setMIDServer() { throw new TypeError("RESTMessageV2.setMIDServer is not supported by this instance"); }
  execute() { return new RESTResponseV2(JSON.parse(host.call(requestOf(this)))); }
  executeAsync() { return new RESTResponseV2(null, host.callLater(requestOf(this))); }
}

function substituted(asked, text) {
  return text.replace(/\$\{([^}]+)\}/g, (whole, name) => asked.parameters[name.trim()] ?? whole);
}

function addressOf(asked) {
  const pairs = asked.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const address = substituted(asked, asked.endpoint);
  return pairs.length ? `${address}${address.includes("?") ? "&" : "?"}${pairs.join("&")}` : address;
}

function requestOf(message) {
  const asked = message[EXTRA];
  const headers = Object.entries(asked.headers).map(([name, value]) => [name, substituted(asked, value)]);
  if (asked.user) headers.push(["Authorization", `Basic ${host.base64(asked.user.join(":"))}`]);
  return JSON.stringify({
    method: asked.method, address: addressOf(asked), headers, body: substituted(asked, asked.body),
    timeout: asked.timeout,
  });
}

class RESTResponseV2 {
  constructor(answer, later) {
    this[EXTRA] = { answer, later };
  }
  waitForResponse(seconds) {
    if (!this[EXTRA].answer) this[EXTRA].answer = JSON.parse(host.callNow(this[EXTRA].later, Number(seconds)));
  }
  getStatusCode() { return answered(this).status; }
  getBody() { return answered(this).body; }
  getHeader(name) {
    const wanted = stored(name).toLowerCase();
    const found = answered(this).headers.find(([known]) => known.toLowerCase() === wanted);
    return found ? found[1] : null;
  }
  getHeaders() { return Object.fromEntries(answered(this).headers); }
  getAllHeaders() {
    return answered(this).headers.map(([name, value]) => ({ name, value, getName: () => name, getValue: () => value }));
  }
  getErrorMessage() { return answered(this).error; }
  getErrorCode() { return answered(this).error ? 1 : 0; }
  haveError() { return answered(this).error !== "" || answered(this).status >= 400; }
  getQueryString() { return answered(this).query; }
}

function answered(response) {
  response.waitForResponse(0);
  return response[EXTRA].answer;
}

/** `request` of a scripted REST API. */
function incoming(given) {
  const lists = {};
  for (const [name, value] of given.query) (lists[name] = lists[name] || []).push(value);
  const body = loud("RESTAPIRequestBody", {
    get data() { return parsed(given); },
    get dataString() { return given.body; },
    get dataStream() { return given.body; },
    hasNext: () => false,
    nextEntry: () => parsed(given),
    toString: () => given.body,
  });
  return loud("RESTAPIRequest", {
    url: given.url, uri: given.path, queryString: given.queryString, queryParams: lists,
    pathParams: given.pathParams, headers: given.headers, body,
    getHeader: (name) => given.headers[stored(name).toLowerCase()] ?? null,
    getSupportedResponseContentTypes: () => given.accepts,
    getRequestedQueryCategory: () => "",
  });
}

function parsed(given) {
  if (given.body === "") return {};
  if ((given.headers["content-type"] || "").includes("xml")) return given.body;
  try {
    return JSON.parse(given.body);
  } catch (problem) {
    throw new sn_ws_err.BadRequestError(`the request body is no JSON: ${problem.message}`);
  }
}

/** `response` of a scripted REST API; what it holds is read by the instance. */
function outgoing() {
  const made = { status: 0, headers: [], body: undefined, written: null, location: "" };
  const writer = { writeString: (text) => { made.written = (made.written ?? "") + stored(text); }, writeStream: (text) => writer.writeString(text) };
  const response = loud("RESTAPIResponse", {
    setStatus: (status) => { made.status = Number(status); },
    setBody: (body) => { made.body = body; },
    setHeader: (name, value) => { made.headers.push([stored(name), stored(value)]); },
    setHeaders: (headers) => { made.headers.push(...Object.entries(headers).map(([name, value]) => [name, stored(value)])); },
    setContentType: (type) => { made.headers.push(["Content-Type", stored(type)]); },
    setLocation: (address) => { made.headers.push(["Location", stored(address)]); },
    setError: (problem) => { made.problem = problem; },
    getStreamWriter: () => writer,
    setIgnoreAcceptHeader: () => { },
  });
  return { made, response };
}

const sn_ws_err = {};
for (const [name, status, title] of [
  ["BadRequestError", 400, "Bad Request"], ["NotFoundError", 404, "Not Found"],
  ["NotAcceptableError", 406, "Not Acceptable"], ["ConflictError", 409, "Conflict"],
  ["UnsupportedMediaTypeError", 415, "Unsupported Media Type"],
]) {
  sn_ws_err[name] = class extends Error {
    constructor(detail) {
      super(stored(detail));
      this.name = name;
      hidden(this, EXTRA, { status, message: title, detail: stored(detail) });
    }
  };
}
sn_ws_err.ServiceError = class extends Error {
  constructor() {
    super("");
    this.name = "ServiceError";
    hidden(this, EXTRA, { status: 500, message: "", detail: "" });
  }
  setStatus(status) { this[EXTRA].status = Number(status); }
  setMessage(message) { this[EXTRA].message = stored(message); this.message = stored(message); }
  setDetail(detail) { this[EXTRA].detail = stored(detail); }
};
