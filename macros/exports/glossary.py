"""The glossary as SKOS (w3.org/TR/skos-reference): one concept a term, with its names in each language and its definitions."""

from __future__ import annotations

import json
from typing import Any

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from .. import clock
from ..atlas import Atlas
from ..views.view import View
from . import Files
from .api import API, LICENCE


def graph(atlas: Atlas) -> Graph:
    """All terms as concepts of one scheme; the address of a term's page is its name."""
    root, view, found = clock.site_url(), View(atlas, ""), Graph(bind_namespaces="none")
    scheme = URIRef(f"{root}glossary/")
    found.bind("skos", SKOS)
    found.bind("dcterms", DCTERMS)
    found.bind("rdfs", RDFS)
    found.bind("term", Namespace(f"{root}glossary/"))
    found.add((scheme, RDF.type, SKOS.ConceptScheme))
    found.add((scheme, DCTERMS.title, Literal("Common Ground: glossary of AI standardization", "en")))
    found.add((scheme, DCTERMS.license, URIRef(LICENCE)))
    found.add((scheme, DCTERMS.modified, Literal(atlas.state)))
    for term in atlas.kinds["terms"]:
        concept = URIRef(root + atlas.path(term.id))
        found.add((concept, RDF.type, SKOS.Concept))
        found.add((concept, SKOS.inScheme, scheme))
        found.add((concept, SKOS.prefLabel, Literal(term.name.en, "en")))
        found.add((concept, SKOS.definition, Literal(view.plain(term.definition), "en")))
        for other in {*term.aliases, *filter(None, [term.short])} - {term.name.en}:
            found.add((concept, SKOS.altLabel, Literal(other, "en")))
        preferred: set[str] = set()
        for equivalent in term.equivalents:
            # SKOS allows one preferred name in a language (S14).
            label = SKOS.altLabel if equivalent.lang in preferred else SKOS.prefLabel
            preferred.add(equivalent.lang)
            found.add((concept, label, Literal(equivalent.text, equivalent.lang)))
            if equivalent.pinyin:
                found.add((concept, SKOS.altLabel, Literal(equivalent.pinyin, "zh-Latn-pinyin")))
        for definition in term.definitions:
            found.add((concept, SKOS.scopeNote, Literal(f"{definition.by}: {view.plain(definition.text)}", "en")))
        for other in term.see:
            relation = SKOS.related if atlas.records[other].folder == "terms" else RDFS.seeAlso
            found.add((concept, relation, URIRef(root + atlas.path(other))))
    return found


def files(atlas: Atlas) -> Files:
    """`glossary.ttl` and `glossary.jsonld`."""
    found = graph(atlas)
    yield f"{API}glossary.ttl", found.serialize(format="turtle")
    yield f"{API}glossary.jsonld", json.dumps(_in_order(json.loads(found.serialize(format="json-ld", auto_compact=True))), ensure_ascii=False)


def _in_order(value: Any) -> Any:
    """A graph has no order, a file has: that of the names."""
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda v: (v.get("@id", ""), json.dumps(v, sort_keys=True)) if isinstance(v, dict) else (str(v), ""))
    return {key: _in_order(value[key]) for key in sorted(value)} if isinstance(value, dict) else value
