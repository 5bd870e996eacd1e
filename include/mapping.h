#ifndef CONTINUUM_MAPPING_H
#define CONTINUUM_MAPPING_H

#include "records.h"

struct arena;

/*
 * Records of another system, told as ours: columns are renamed, codes and values translated,
 * what does not matter is left out, as a mapping (MappingDocument of openapi.yaml) says.
 *
 * redcap     a flat export: a row a record and event, a column a field or box (field___code).
 * qualtrics  the same with two more header rows: what was asked, and {"ImportId": ...}.
 * redcap_eav a row a value: record, redcap_event_name, field_name, value.
 * dhis2      dataValueSets: {"dataValues": [{dataElement, period, orgUnit, value}]}; period and
 *            orgUnit may also stand before the array, for all of them.
 *
 * What a table of codes does not name is taken as it stands; what it makes null is left out. A row
 * that says nothing of what is mapped is passed over.
 */
struct mapping;

/* format: of these. Its arena is that of the file; it must outlive what is read. */
struct mapping *mapping_new(struct arena *arena, const char *format, const char *document,
                            struct records *from);

/* As records_next(); what came is in mapping_records(), and lasts as long. */
enum record mapping_next(struct mapping *mapping);
struct records *mapping_records(struct mapping *mapping);

/* What the file calls a column of ours. */
const char *mapping_column(const struct mapping *mapping, const char *column);

#endif
