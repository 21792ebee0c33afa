"""The call list, the lists that are looked back at and cleaned, and the sampling plans."""

from django.urls import path

from tickets.views import callbacks, look_back, sampling

urlpatterns = [
    path("callbacks/", callbacks.desk, name="callbacks"),
    path("callbacks/look-back/", look_back.low, name="look_back"),
    path("callbacks/look-back/clear/", look_back.clear, name="look_back_clear"),
    path("callbacks/invalid/", look_back.invalid, name="invalid_calls"),
    path("callbacks/invalid/clear/", look_back.clean, name="invalid_clear"),
    path("callbacks/plans/", sampling.plans, name="sample_plans"),
    path("callbacks/plans/draw/", sampling.draw, name="sample_draw"),
    path("callbacks/plans/<int:pk>/end/", sampling.end, name="sample_plan_end"),
    path("callbacks/<path:number>/judge/", callbacks.judge, name="callback_judge"),
    path("callbacks/<path:number>/", callbacks.desk, name="callback_ticket"),
]
