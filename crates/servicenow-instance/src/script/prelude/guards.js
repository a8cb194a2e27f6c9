// Functions of the engine that work for long without looking at the clock: each looks at it first, and is
// refused what memory would not end in time. What is newer than ECMAScript 2021, or no part of the
// platform's JavaScript, is taken away.

const Proxy = globalThis.Proxy;

(function () {
  "use strict";
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { isArray } = Array;
  const tick = host.tick;

  /** Elements that a list can have within an engine's memory. */
  const LONGEST_LIST = 2 ** 21;
  /** Characters that a search may compare, a second's work. */
  const DEAREST_SEARCH = 1e9;

  function guard(owner, name, prepared) {
    const native = owner[name];
    if (typeof native !== "function") return;
    replace(owner, name, native, { guarded(...given) {
      tick();
      return apply(native, prepared ? prepared(this, given, name) : this, given);
    } }.guarded);
  }

  function replace(owner, name, native, by) {
    defineProperty(by, "name", { value: native.name, configurable: true });
    defineProperty(by, "length", { value: native.length, configurable: true });
    defineProperty(owner, name, { value: by, writable: true, enumerable: false, configurable: true });
  }

  /** The native asks for the length once more: it must be one that cannot change meanwhile. */
  function checked(list, name) {
    if (list === null || (typeof list !== "object" && typeof list !== "function")) return;
    const own = getOwnPropertyDescriptor(list, "length");
    if (own === undefined && !("length" in list)) return;
    const length = own === undefined ? undefined : own.value;
    if (typeof length === "object" || typeof length === "function" || (own === undefined || own.get)) {
      throw new TypeError(`${name} of a list whose length is computed is not supported by this instance`);
    }
    if (Number(length) > LONGEST_LIST) {
      throw new RangeError(`${name} of a list of ${length} elements would take too long`);
    }
  }

  function list(self, given, name) {
    checked(self, name);
    return self;
  }

  function lists(self, given, name) {
    for (const one of [self, ...given]) {
      const spread = isArray(one) || (one !== null && typeof one === "object" && one[Symbol.isConcatSpreadable]);
      if (spread) checked(one, name);
    }
    return self;
  }

  function text(self) {
    return self === null || self === undefined || typeof self === "string" ? self : String(self);
  }

  const OWN_WAY = { split: Symbol.split, replace: Symbol.replace, replaceAll: Symbol.replace };

  /** Looking for a text in another compares, at worst, each character with each. */
  function search(self, given, name) {
    const searched = text(self);
    const sought = given[0];
    const own = sought instanceof RegExp || (sought?.[OWN_WAY[name]] !== undefined && typeof sought === "object");
    if (searched === null || searched === undefined || sought === undefined || own) return searched;
    given[0] = String(sought);
    if (searched.length * given[0].length > DEAREST_SEARCH) {
      throw new RangeError(`${name} in ${searched.length} characters for ${given[0].length} would take too long`);
    }
    return searched;
  }

  for (const name of [
    "join", "fill", "reverse", "slice", "splice", "copyWithin", "shift", "unshift", "with", "toSpliced", "toReversed",
    "toString", "toLocaleString", "pop", "push",
  ]) guard(Array.prototype, name, list);
  guard(Array.prototype, "concat", lists);
  guard(Array.prototype, "values");
  const { values } = Array.prototype;
  defineProperty(Array.prototype, Symbol.iterator, { value: values, writable: true, enumerable: false, configurable: true });
  guard(Array, "from");
  for (const name of ["indexOf", "lastIndexOf", "includes", "split", "replace", "replaceAll"]) {
    guard(String.prototype, name, search);
  }
  for (const name of [
    "repeat", "padStart", "padEnd", "normalize", "localeCompare", "concat", "toUpperCase", "toLowerCase", "match",
    "matchAll", "search", "trim", "slice", "substring",
  ]) guard(String.prototype, name);
  for (const name of [
    "keys", "values", "entries", "assign", "fromEntries", "freeze", "seal", "getOwnPropertyNames",
    "getOwnPropertyDescriptors", "defineProperties",
  ]) guard(Object, name);
  guard(JSON, "parse");
  guard(JSON, "stringify", (self, given, name) => {
    if (isArray(given[1])) checked(given[1], name);
    return self;
  });
  guard(globalThis, "encodeURIComponent");
  guard(globalThis, "decodeURIComponent");
  guard(globalThis, "escape");
  guard(globalThis, "unescape");

  /** Without an order of its own a list is sorted by the texts of its elements. */
  function alphabetical(a, b) {
    tick();
    const [first, second] = [String(a), String(b)];
    return first < second ? -1 : Number(first > second);
  }

  for (const name of ["sort", "toSorted"]) {
    guard(Array.prototype, name, (self, given) => {
      checked(self, name);
      if (given[0] === undefined) given[0] = alphabetical;
      return self;
    });
  }

  function flattened(source, depth, into) {
    checked(source, "flat");
    for (let at = 0; at < source.length; at += 1) {
      if (!(at in source)) continue;
      const item = source[at];
      if (depth > 0 && isArray(item)) flattened(item, depth - 1, into);
      else into[into.length] = item;
    }
    return into;
  }

  replace(Array.prototype, "flat", Array.prototype.flat, { flat(depth) {
    return flattened(this, depth === undefined ? 1 : Number(depth), []);
  } }.flat);
  replace(Array.prototype, "flatMap", Array.prototype.flatMap, { flatMap(made, self) {
    return flattened(this.map(made, self), 1, []);
  } }.flatMap);

  for (const name of ["Proxy", "Iterator", "BigInt", "Atomics", "SharedArrayBuffer", "ArrayBuffer", "DataView"]) {
    delete globalThis[name];
  }
  delete Array.fromAsync;
  delete Math.sumPrecise;
  const iterators = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
  for (const name of Object.getOwnPropertyNames(iterators)) delete iterators[name];
  for (const name of [
    "union", "intersection", "difference", "symmetricDifference", "isSubsetOf", "isSupersetOf", "isDisjointFrom",
  ]) delete Set.prototype[name];
})();
