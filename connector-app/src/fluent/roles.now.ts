// The integration user's only role. It never contains admin: incidents and changes are opened to it by the two
// narrow roles of the platform, the connector's own table by the access controls in connection.now.ts.
import { Role } from '@servicenow/sdk/core'

export const integration = Role({
    name: 'x_scbr_m365ticket.integration',
    description: 'Integration users of the ticketing connector',
    grantable: true,
    canDelegate: false,
    elevatedPrivilege: false,
    containsRoles: ['sn_incident_write', 'sn_change_write'],
})
