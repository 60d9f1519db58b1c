"""The values that a year is scored against: template, standard, roster, settings, evaluators."""
