"""What a year is held against: template, standard, roster, settings, evaluators."""
