#ifndef CONTINUUM_DOCUMENT_H
#define CONTINUUM_DOCUMENT_H

/* openapi.yaml as it was when the service was built, and the same as JSON. */
extern const unsigned char document_yaml[];
extern const unsigned long document_yaml_size;
extern const unsigned char document_json[];
extern const unsigned long document_json_size;

#endif
