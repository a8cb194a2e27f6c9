// What the connector remembers in its properties.
var Settings = Class.create();
Settings.prototype = {
    initialize: function () {},

    get: function (name) {
        return '' + gs.getProperty('x_scbr_m365ticket.' + name, '');
    },

    set: function (name, value) {
        gs.setProperty('x_scbr_m365ticket.' + name, value);
    },

    type: 'Settings'
};
