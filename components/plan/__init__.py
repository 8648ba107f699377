"""The plan tracker."""
