new x_scbr_m365ticket.Checklist().run(current);
action.setRedirectURL(current);
