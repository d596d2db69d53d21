"""Reports: `facts` reads a lead's days off its timeline, `roll` adds them up by day, `catch_up` keeps both current,
`scope` says whose figures somebody sees, `period` which days, `report` puts them on a page, `drill` finds the leads of a figure.
"""
