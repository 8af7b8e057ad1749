"""Practising outside exams: what was practised, and what to practise next. Nothing here counts for anything."""
