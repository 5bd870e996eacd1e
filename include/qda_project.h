#ifndef CONTINUUM_QDA_PROJECT_H
#define CONTINUUM_QDA_PROJECT_H

#include <stdbool.h>

struct qda;
struct request;

/*
 * A project of REFI-QDA as it comes: a zip (.qdpx) of project.qde and the plain texts that it
 * names, or project.qde alone with the texts in it. Of a zip only these are kept, the rest is
 * read past. NULL where nothing could be read, or a problem of the request was raised.
 */
struct qda *qda_project_receive(struct request *req);

/*
 * Checks what belongs together - texts, positions in them, codes, users - and binds it for
 * the statements: :sources, :excerpts, :coders and :codings as JSON, the codes as
 * qda_bind_codes() does. False where a problem was raised, of all faults together.
 */
bool qda_project_bind(struct request *req, struct qda *qda) __attribute__((warn_unused_result));

#endif
