# Las otras salidas del comprador, y los finales de una solicitud.

not-me-title = ¿No es usted la persona indicada?
not-me-lead = Reenvíe la solicitud de { $merchant } a quien pueda responderla. La solicitud sigue abierta, y su propio enlace sigue funcionando.
not-me-decline = ¿Su empresa no está exenta?
not-me-decline-link = Decir que no está exenta
not-me-answer = Sí puedo responder

forward-heading = Reenviar a un colega
forward-lead = Le enviamos un mensaje de correo con su propio enlace.
forward-email = Correo electrónico de su colega
forward-name = Nombre (opcional)
forward-message = Unas palabras para su colega (opcional)
forward-message-hint = Aparecen en el mensaje.
forward-button = Reenviar la solicitud
forwarded-title = La solicitud está en camino
forwarded-lead = Hemos enviado el enlace a { $address }.
forwarded-link = No tiene que hacer nada más. Su propio enlace sigue funcionando, si quiere ver cómo va.
forwarded-again = Reenviar a otra persona

tell-heading = O avise a { $merchant } de que no es usted
tell-lead = { $merchant } puede entonces preguntar a otra persona.
tell-whom = ¿A quién debemos preguntar? (opcional)
tell-whom-hint = Un nombre, una dirección de correo o un departamento. { $merchant } lo lee.
tell-button = Avisar que no soy la persona indicada
told-title = Gracias
told-lead = { $merchant } ya puede ver que usted no es la persona indicada. No tiene que hacer nada más.

decline-title = ¿No está exento?
decline-lead = Diga a { $merchant } que no tiene un certificado que entregar. La solicitud termina, y nadie se la recordará. { $merchant } cobrará entonces el impuesto sobre las ventas en sus pedidos.
decline-why = ¿Por qué?
decline-own-use = Compramos para uso propio
decline-not-in-these-states = No estamos exentos en estos estados
decline-other = Otra razón
decline-note = ¿Qué más debe saber { $merchant }? (opcional)
decline-note-hint = { $merchant } lo lee.
decline-button = Avisar a { $merchant }
decline-answer = Sí estamos exentos

not-needed-title = No hace falta ningún certificado
not-needed-lead = Diga a { $merchant } que en sus estados no hace falta ningún certificado. La solicitud termina, y nadie se la recordará.
not-needed-answer = Volver a la solicitud

stop-title = ¿No quiere más recordatorios?
stop-lead = La solicitud de { $merchant } sigue abierta y su enlace sigue funcionando; solo terminan los recordatorios.
stop-button = No recordarme más
stop-answer = Responder la solicitud
stopped-title = No habrá más recordatorios
stopped-lead = Ya no le recordaremos esta solicitud, y { $merchant } puede ver que usted lo pidió. Su enlace sigue funcionando.

ended-declined-title = Usted dijo a { $merchant } que no está exento
ended-declined = La solicitud ha terminado, y no tiene que hacer nada más. { $merchant } cobra el impuesto sobre las ventas en sus pedidos.
ended-not-needed-title = Usted dijo a { $merchant } que no hace falta ningún certificado
ended-not-needed = La solicitud ha terminado, y no tiene que hacer nada más.
ended-canceled-title = Esta solicitud fue retirada
ended-canceled = { $merchant } ya no necesita este certificado. No tiene que hacer nada.
ended-expired-title = Este enlace ha vencido
ended-expired = Fue válido hasta el { $until }. Si todavía se necesita su certificado, pida un enlace nuevo a { $merchant }.

error-colleague-changed = Esta dirección acaba de recibir el enlace. Si no llega nada en una hora, reenvíelo otra vez.
error-colleague-incorrect = Esta solicitud ya se reenvió cinco veces. Pase su enlace usted mismo, o pregunte al remitente.
error-why-missing = Seleccione por qué no está exento.
error-colleague-missing = Escriba la dirección de correo de su colega.
