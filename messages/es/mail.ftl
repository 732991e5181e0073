# Lo que dicen los mensajes de correo.

mail-test-mode = Modo de prueba: este mensaje nunca sale de Certlane.
mail-hello = Hola, { $name }:
mail-hello-somebody = Hola:
mail-why = Por qué: sin un certificado válido en sus archivos, { $merchant } tiene que cobrar el impuesto sobre las ventas en sus pedidos. Con él, las compras exentas no pagan impuesto.
mail-writes = { $merchant } escribe:
mail-answer = Entregar su certificado
mail-answer-here = Responda aquí:
mail-effort = Toma unos cinco minutos, no necesita una cuenta, y puede parar y seguir más tarde.
mail-spelled = El botón abre esta dirección; también puede copiarla en su navegador:
mail-code = Código de la solicitud
mail-code-compare = El mismo código está en la parte superior de la página. Si no coincide, cierre la página y escriba a { $contact }.
mail-link-ends = El enlace es solo para usted y termina el { $day }.
mail-questions = ¿Tiene preguntas? Responda a este mensaje o escriba a { $contact }.
mail-not-you = ¿No es usted la persona indicada?
mail-not-you-link = Reenvíelo o avise
mail-not-exempt = ¿No está exento?
mail-not-exempt-link = Dígalo, y nadie volverá a preguntar
mail-because = Recibe este mensaje porque { $merchant } le vende y tiene esta dirección en sus archivos.

invitation-subject = { $merchant } le pide su certificado de exención del impuesto sobre las ventas ({ $code })
invitation-asks = { $merchant } le vende y le pide su certificado de exención del impuesto sobre las ventas.
invitation-asks-for = { $merchant } le vende y le pide su certificado de exención del impuesto sobre las ventas para { $states }.

delegation-subject = Le reenviaron una solicitud: { $merchant } pide un certificado de exención ({ $code })
delegation-passed-on = { $merchant } vende a { $customer } y escribió a { $recipient }. Alguien de allí le reenvió la solicitud a usted.
delegation-note = Le escriben:
delegation-asks = { $merchant } pide el certificado de exención del impuesto sobre las ventas de su empresa.
delegation-asks-for = { $merchant } pide el certificado de exención del impuesto sobre las ventas de su empresa para { $states }.
delegation-because = Recibe este mensaje porque un colega dio su dirección en la página de esta solicitud. { $merchant } puede verlo.

reminder-subject-first = Recordatorio: { $merchant } le pide su certificado de exención del impuesto sobre las ventas ({ $code })
reminder-subject-further = { $merchant } todavía necesita su certificado de exención del impuesto sobre las ventas ({ $code })
reminder-subject-last = El enlace a su solicitud de { $merchant } está por terminar ({ $code })
reminder-first = El { $asked }, { $merchant } le pidió su certificado de exención del impuesto sobre las ventas. Aún no ha llegado; hay tiempo hasta el { $until }.
reminder-further = { $merchant } sigue esperando el certificado de exención del impuesto sobre las ventas que le pidió el { $asked }. Lo que ya respondió está guardado; hay tiempo hasta el { $until }.
reminder-last = Este es el último recordatorio. { $merchant } le pidió su certificado de exención del impuesto sobre las ventas el { $asked }, y el enlace termina el { $until }. Después, pida uno nuevo a { $merchant }.
reminder-stop = ¿No quiere más recordatorios de esta solicitud?
reminder-stop-link = No recordarme más

receipt-subject = Comprobante: su certificado de exención para { $merchant } ({ $code })
receipt-submitted = { $merchant } ha recibido su certificado de exención del impuesto sobre las ventas para { $states }. Este es su comprobante.
receipt-reference = Su referencia
receipt-reference-hint = Menciónela siempre que escriba sobre este certificado.
receipt-review = Qué sigue: { $merchant } lo revisa, por lo general en unos días. Si hay una pregunta, escribirán a { $contact }.
receipt-accepted = { $merchant } ya lo ha aceptado. Si más adelante hay una pregunta, escribirán a { $contact }.
receipt-documents = Lo que usted envió, cada documento con su SHA-256, que muestra que nadie lo cambió:
receipt-read-here = Lea aquí lo que envió:
receipt-read = Abrir el comprobante
receipt-until = El enlace muestra el comprobante hasta el { $day }. No puede cambiar nada.
receipt-because = Recibe este mensaje porque se envió un certificado a { $merchant } con esta dirección, o porque { $merchant } se lo pidió a usted.

declined-subject = { $customer } dice que no está exento ({ $code })
not-needed-subject = { $customer } dice que no hace falta ningún certificado ({ $code })
declined-said = { $customer } ha respondido a la solicitud de { $merchant } y no entrega ningún certificado:
declined-next = La solicitud ha terminado y no se envían más recordatorios. Si cree que es un error, responda a este mensaje: su respuesta llega a { $recipient }.
declined-open-here = La solicitud en su escritorio:
declined-open = Abrir la solicitud
declined-after = Allí puede volver a pedirlo.
declined-because = Recibe este mensaje porque { $merchant } tiene esta dirección de contacto.

needs-info-subject = { $merchant } tiene una pregunta sobre su certificado de exención ({ $code })
needs-info-asks = { $merchant } ha revisado el certificado de exención del impuesto sobre las ventas que usted envió, y le pide que corrija lo siguiente:
needs-info-here = Corríjalo aquí:
needs-info-open = Corregir ahora
needs-info-after = Sus respuestas siguen ahí.

fax-follows = Este es un fax de { $merchant }. Sigue la carta.

letter-subject = Solicitud de su certificado de exención del impuesto sobre las ventas
letter-how = Escanee el código de abajo con su teléfono, o escriba en un navegador la dirección que está al lado. Toma unos cinco minutos, no necesita una cuenta, y puede parar y seguir más tarde. La dirección funciona hasta el { $day }.
letter-questions = ¿Tiene preguntas? Escriba a { $contact }.
letter-questions-phone = ¿Tiene preguntas? Escriba a { $contact } o llame al { $phone }.
letter-closing = Atentamente,
letter-states = Estados
letter-scan = Escanee este código con su teléfono
letter-or-type = o escriba esta dirección en un navegador
letter-qr-alt = Código QR de la dirección que está impresa al lado
letter-page = Página { $page } de { $pages }
