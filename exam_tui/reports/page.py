"""The printable page: one HTML file without scripts, fonts or pictures from elsewhere."""

from __future__ import annotations

from exam_tui.messages import Catalogue, visible
from exam_tui.reports.explaining import detail_blocks, evidence_lines, gate_lines, human_lines, section_lines
from exam_tui.results.document import Result

_PAGE = """<!doctype html>
<html lang="{{ t('report.html_lang') }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ heading }}</title>
<style>
  @page { size: A4; margin: 14mm; }
  body { font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
         color: #1c1c1c; max-width: 52em; margin: 2em auto; padding: 0 1em; }
  h1 { font-size: 1.4em; margin: 0; } h2 { font-size: 1.1em; margin: 1.4em 0 .3em; }
  .who { color: #555; } table { border-collapse: collapse; width: 100%; margin: .6em 0; }
  th, td { text-align: left; padding: .3em .6em; border-bottom: 1px solid #ccc; vertical-align: top; }
  .outcome { font-size: 1.15em; font-weight: bold; border-left: .3em solid #555; padding-left: .6em; }
  .missed td:last-child, .open td:last-child { font-weight: bold; }
  .fine { color: #555; font-size: .85em; overflow-wrap: anywhere; }
  ul { margin: .2em 0; padding-left: 1.2em; } li { white-space: pre-wrap; }
  @media print { body { font-size: 9.5pt; line-height: 1.35; margin: 0; padding: 0; max-width: none; }
                 h2 { margin: .8em 0 .2em; } th, td { padding: .15em .5em; } }
</style>
</head>
<body>
<h1>{{ heading }}</h1>
<p class="who">{{ who }}</p>
<p class="outcome">{{ outcome }}</p>
<table>
<tr><th>{{ t('report.col_gate') }}</th><th>{{ t('report.col_figure') }}</th><th>{{ t('report.col_line') }}</th>
<th>{{ t('report.col_state') }}</th></tr>
{% for gate in gates %}<tr class="{{ gate.state }}"><td>{{ gate.title }}</td><td>{{ gate.figure }}</td>
<td>{{ gate.line }}</td><td>{{ gate.sign }} {{ gate.gap }}</td></tr>
{% endfor %}</table>
{% if advice %}<h2>{{ t('report.next_steps') }}</h2>
<ul>{% for line in advice %}<li>{{ line }}</li>{% endfor %}</ul>{% endif %}
<h2>{{ t('report.sections') }}</h2><ul>{% for line in sections %}<li>{{ line }}</li>{% endfor %}</ul>
{% if human %}<h2>{{ t('report.human_title') }}</h2>
<ul>{% for line in human %}<li>{{ line }}</li>{% endfor %}</ul>{% endif %}
{% for head, lines in details %}<h2>{{ head }}</h2>
<ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>{% endfor %}
<h2>{{ t('report.evidence') }}</h2><ul>{% for line in evidence %}<li>{{ line }}</li>{% endfor %}</ul>
<p class="fine">{{ t('report.fine_print', sitting=result.sitting, head=result.journal.head) }}</p>
</body>
</html>
"""


def outcome_sentence(result: Result, t: Catalogue) -> str:
    """Passed, or which gates were missed by name."""
    missed = [line.title for line in gate_lines(result.marks, t) if line.state != "met"]
    return t(f"outcome.{result.marks.outcome}", missed=t("list.separator").join(missed))


def heading(result: Result, t: Catalogue) -> str:
    """What this is: mock exam, exam or rehearsal, and of which paper."""
    return t("report.heading", mode=t(f"mode.{result.mode}"), paper=result.paper.title)


def who(result: Result, t: Catalogue) -> str:
    """Whose result, when, which attempt."""
    candidate = result.candidate
    return t(
        "report.who",
        name=candidate.name,
        id=candidate.id,
        track=candidate.track or "-",
        attempt=candidate.attempt,
        when=f"{result.times.submitted:%Y-%m-%d %H:%M}",
    )


def render_page(result: Result, t: Catalogue) -> str:
    """The whole page."""
    from jinja2 import Environment  # late: only this command needs it

    gates = gate_lines(result.marks, t)
    template = Environment(autoescape=True, finalize=lambda v: visible(v) if isinstance(v, str) else v).from_string(
        _PAGE
    )
    return template.render(
        t=t,
        result=result,
        heading=heading(result, t),
        who=who(result, t),
        outcome=outcome_sentence(result, t),
        gates=gates,
        advice=[f"{gate.title}: {gate.advice}" for gate in gates if gate.advice],
        sections=section_lines(result.marks, t),
        human=human_lines(result, t),
        details=detail_blocks(result, t),
        evidence=evidence_lines(result.evidence, t),
    )
