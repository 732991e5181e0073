# Por qué no se acepta un archivo.

file-not-selected = Seleccione un archivo.
file-mixed = Seleccione un PDF, o una o más fotos de sus páginas. Si su certificado está en varios archivos, únalos en un PDF.
file-too-many-pictures = Seleccione fotos de 30 páginas como máximo. Si su certificado tiene más, únalas en un PDF.
file-empty = El archivo está vacío. Seleccione otro.
file-too-large = El archivo debe tener menos de { $limit } MB. Envíe menos páginas o escanee con menor resolución.
file-too-large-together = Los archivos juntos deben tener menos de { $limit } MB. Envíe menos, o con menor resolución.
file-wrong-type = El archivo debe ser PDF, JPEG, PNG o TIFF. Guarde o escanee el documento así y selecciónelo otra vez.
file-heic = La foto está en el formato HEIC de Apple, que aquí no se puede leer. En un iPhone abra Ajustes, Cámara, Formatos, elija El más compatible y tome la foto otra vez, o seleccione una captura de pantalla.
file-damaged = El archivo está incompleto o dañado. Ábralo para comprobarlo, guárdelo de nuevo y selecciónelo otra vez.
file-unreadable = La imagen está guardada de un modo que aquí no se puede leer. Ábrala, guárdela como PDF, JPEG o PNG y seleccione ese archivo.
file-password = El archivo está protegido con contraseña. Guarde una copia sin contraseña y seleccione la copia.
file-too-many-pages = El archivo tiene más de 200 páginas. Guarde las páginas del certificado en un archivo propio y selecciónelo.
file-too-many-pixels = La imagen tiene más de 100 megapíxeles o necesita demasiada memoria. Tómela o escanéela con menor resolución y selecciónela otra vez.
file-virus = El archivo contiene un virus y no se guardó. Escanee o fotografíe el papel otra vez, mejor en otro dispositivo, y seleccione el archivo nuevo.
file-too-many = Esta solicitud ya recibió su parte de archivos (50, o { $limit } MB en total). Siga con el archivo guardado, o pida una nueva solicitud a la empresa que le envió el enlace.
